import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import type { HttpFault } from '#server/testing/fake-comfy/settings.ts'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestProcess } from '#server/testing/start-test-process.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { roomName } from '#shared/protocol/rooms.ts'

let fake: FakeComfy
let dataDir: string
let server: TestServer
let lab: GenerationLab

beforeAll(async () => {
  fake = await startFakeComfy()
}, 30_000)
afterAll(() => fake.stop())
beforeEach(async () => {
  await fake.control({ action: { type: 'reset' } })
  dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-dispatch-'))
  server = await startTestServer({ dispatch: FAST, dataDir })
  lab = await openLab(server.url)
})
afterEach(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const posted = async (): Promise<readonly (string | null)[]> => (await fake.state()).posted
const release = () => fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })

/** What must hold in the end, whatever went wrong: one job done, one take, and it is the job's. */
async function expectOneTake(jobId: string): Promise<void> {
  await lab.until(jobId, 'done')
  expect((await lab.takes()).map(({ id }) => id)).toEqual([jobId])
}

describe('answers that go wrong', () => {
  /** `attempts`: a host that answers and yet turns a job away costs an attempt (R4). */
  const FAULTS: readonly { readonly fault: HttpFault; readonly attempts: number }[] = [
    { fault: { path: '/prompt', method: 'POST', kind: 'lose-answer', times: 1 }, attempts: 1 },
    { fault: { path: '/prompt', method: 'POST', kind: 'wrong-json', times: 1 }, attempts: 2 },
    { fault: { path: '/prompt', method: 'POST', kind: 'reset', times: 1 }, attempts: 2 },
    { fault: { path: '/prompt', method: 'POST', kind: 'error-500', times: 1 }, attempts: 2 },
    { fault: { path: '/history/*', method: 'GET', kind: 'html', times: 3 }, attempts: 1 },
    { fault: { path: '/history/*', method: 'GET', kind: 'wrong-json', times: 3 }, attempts: 1 },
    { fault: { path: '/history/*', method: 'GET', kind: 'reset', times: 3 }, attempts: 1 },
    { fault: { path: '/queue', method: 'GET', kind: 'error-500', times: 3 }, attempts: 1 },
    { fault: { path: '/view', method: 'GET', kind: 'half', times: 2 }, attempts: 1 },
    { fault: { path: '/view', method: 'GET', kind: 'html', times: 2 }, attempts: 1 },
    { fault: { path: '/view', method: 'GET', kind: 'reset', times: 2 }, attempts: 1 },
    { fault: { path: '/view', method: 'GET', kind: 'redirect', times: 1 }, attempts: 1 },
  ]

  test.each(FAULTS)(
    '[R3] [R4] [C1] $fault.method $fault.path: $fault.kind, then one take',
    async ({ fault, attempts }) => {
      await lab.addServer(fake.url)
      await fake.control({ fault })
      const job = await lab.generate()
      await expectOneTake(job.id)
      expect((await lab.job(job.id)).attempts).toBe(attempts)
      expect(await posted()).toHaveLength(attempts)
    },
  )

  test('[R3] a lost answer does not make it run twice', async () => {
    await lab.addServer(fake.url)
    await fake.control({ fault: { path: '/prompt', method: 'POST', kind: 'lose-answer', times: 1 } })
    const job = await lab.generate()
    await expectOneTake(job.id)
    expect(await posted()).toHaveLength(1)
  })

  test('[C1] a file that never comes whole: runs again within the limit, then fails clearly, keeping nothing', async () => {
    await lab.addServer(fake.url)
    await fake.control({ fault: { path: '/view', kind: 'half' } })
    const job = await lab.generate()
    const failed = await lab.until(job.id, 'failed')
    expect(failed).toMatchObject({
      attempts: 3,
      error: {
        message: 'The result could not be fetched from Attic.',
        detail: expect.stringMatching(/Only a part of the file came|connection to the server ended in the middle/),
      },
    })
    expect(await lab.takes()).toEqual([])
    expect(await server.services.media.totals()).toEqual({ files: 0, bytes: 0 })
    await fake.control({ clearFaults: true })
    const again = await lab.call('POST', `/queue/jobs/${job.id}/retry`)
    await expectOneTake((again.body as { id: string }).id)
    expect((await lab.job(job.id)).status).toBe('failed')
  })

  test('[C1] a file that cannot be had makes the job run again', async () => {
    await lab.addServer(fake.url)
    await fake.control({ fault: { path: '/view', kind: 'error-500', times: 4 } })
    const job = await lab.generate()
    await expectOneTake(job.id)
    expect((await lab.job(job.id)).attempts).toBe(2)
  })

  test('messages twice, late and out of order change nothing', async () => {
    await fake.control({ set: { duplicateMessages: true, reorderMessages: true, lateMessagesMs: 30 } })
    await lab.addServer(fake.url)
    const jobs = [await lab.generate(), await lab.generate()]
    for (const { id } of jobs) await lab.until(id, 'done')
    expect(await lab.takes()).toHaveLength(2)
    expect(await posted()).toHaveLength(2)
  })

  test('a deaf socket is no obstacle: asking finds the truth', async () => {
    await fake.control({ set: { muteSockets: true } })
    await lab.addServer(fake.url)
    await expectOneTake((await lab.generate()).id)
  })
})

describe('runs that fail', () => {
  test('[R6] out of memory: clear words, the raw ones beside, and a smaller size as the fix', async () => {
    await lab.addServer(fake.url)
    await fake.control({ runFault: { kind: 'out-of-memory', times: 1, atStep: 2 } })
    const job = await lab.generate({ params: { width: 1024, height: 768, steps: 4 } })
    const failed = await lab.until(job.id, 'failed')
    expect(failed).toMatchObject({
      attempts: 1,
      error: {
        message: 'Ran out of GPU memory at step 2 of 4.',
        detail: expect.stringContaining('OutOfMemoryError'),
        fix: { label: 'Retry at 768×576', params: { width: 768, height: 576 } },
      },
    })
    const again = await lab.call('POST', `/queue/jobs/${job.id}/retry`, { params: failed.error?.fix?.params })
    await expectOneTake((again.body as { id: string }).id)
    expect((await lab.takes())[0]).toMatchObject({ width: 768, height: 576 })
  })

  test('[R6] another host takes over what failed on the first', async () => {
    const other = await startFakeComfy()
    try {
      await lab.addServer(fake.url, 'Attic')
      await lab.addServer(other.url, 'Cellar')
      await fake.control({ runFault: { kind: 'unreadable-model', times: 1 } })
      await other.control({ runFault: { kind: 'unreadable-model', times: 1 } })
      // Whoever registers a host waits for it for three seconds only, and a busy machine needs longer to list its models.
      await eventually(async () =>
        expect((await lab.call('GET', '/comfyui/servers')).body).toMatchObject([
          { status: 'online' },
          { status: 'online' },
        ]),
      )
      const job = await lab.generate()
      const failed = await lab.until(job.id, 'failed')
      expect(failed).toMatchObject({
        attempts: 2,
        error: { message: expect.stringContaining('could not read a model') },
      })
      await fake.control({ runFault: { kind: 'value-error', times: 1 } })
      const next = await lab.generate()
      await lab.until(next.id, 'done')
    } finally {
      await other.stop()
    }
  }, 30_000)

  test('[R8] what somebody stopped on the host is not begun anew by itself', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    await fetch(`${fake.url}/interrupt`, { method: 'POST', body: '{}' })
    await release()
    const failed = await lab.until(job.id, 'failed')
    expect(failed.error?.message).toBe('Somebody stopped it on Attic.')
    expect(await posted()).toHaveLength(1)
  })
})

describe('a host that goes away', () => {
  test('[R5] started anew in the middle: it forgot the job, which runs again, once', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    await fake.restart()
    await expectOneTake(job.id)
    expect((await lab.job(job.id)).attempts).toBe(2)
    expect(await posted()).toHaveLength(1)
  }, 30_000)

  test('[R5] gone for good: the job waits for it and says so; another host takes it at once', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    const attic = await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    await fake.kill()
    await eventually(async () =>
      expect((await lab.call('GET', '/comfyui/servers')).body).toMatchObject([{ id: attic.id, status: 'unreachable' }]),
    )
    const waiting = await lab.until(job.id, 'queued')
    expect(waiting.error).toMatchObject({
      message: 'Waits for Attic, which does not answer.',
      detail: 'Attic stopped answering in the middle of the job.',
    })
    const other = await startFakeComfy()
    try {
      await lab.addServer(other.url, 'Cellar')
      await expectOneTake(job.id)
      expect((await lab.job(job.id)).assigned_server_name).toBe('Cellar')
    } finally {
      await other.stop()
      await fake.restart()
    }
  }, 40_000)

  test('[R5] [J5] that dies on every attempt: a clear failure within the limit', async () => {
    const fragile = await startFakeComfy({ flags: { crashAtStep: 1 } })
    try {
      await lab.addServer(fragile.url)
      const job = await lab.generate()
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await eventually(() => expect(fragile.state()).rejects.toThrow('fetch failed'))
        await fragile.restart()
      }
      const failed = await lab.until(job.id, 'failed')
      expect(failed.attempts).toBe(3)
      expect(failed.error?.message).toMatch(/^Attic (stopped answering|was started anew)/)
      expect(await lab.takes()).toEqual([])
    } finally {
      await fragile.stop()
    }
  }, 60_000)
})

describe('this server is started anew', () => {
  /** Stops it in the politest way and starts it on the same data. */
  async function restart(): Promise<void> {
    await server.stop()
    server = await startTestServer({ dispatch: FAST, dataDir })
    const { projectId, clipId } = lab
    lab = { ...(await openLab(server.url)), projectId, clipId }
  }

  const takesOf = async (clipId: string): Promise<string[]> => {
    const { body } = await lab.call('GET', `/clips/${clipId}/gallery`)
    return (body as { id: string }[]).map(({ id }) => id)
  }

  test('[R2] [H5] a job that runs is found again by its prompt id, and not sent twice', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const [first, second, third] = [await lab.generate(), await lab.generate(), await lab.generate()]
    await lab.until(first.id, 'running')
    await lab.until(second.id, 'assigned')
    await eventually(async () => expect(await posted()).toHaveLength(2))
    await restart()
    expect((await lab.job(first.id)).status).toMatch(/running|assigned/)
    await release()
    for (const { id } of [first, second, third]) await lab.until(id, 'done')
    expect(await posted()).toHaveLength(3)
    expect((await takesOf(lab.clipId)).sort()).toEqual([first.id, second.id, third.id].sort())
    expect((await lab.job(first.id)).attempts).toBe(1)
    // One socket at a time, under the same id as before.
    expect(await fake.state()).toMatchObject({ mostSocketsOfOneClient: 1 })
  }, 30_000)

  test('[R2] [C3] one that ended meanwhile is fetched from the history', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    await server.stop()
    await release()
    await eventually(async () => expect((await fake.state()).running).toBeNull())
    const { clipId } = lab
    server = await startTestServer({ dispatch: FAST, dataDir })
    lab = await openLab(server.url)
    await lab.until(job.id, 'done')
    expect(await takesOf(clipId)).toEqual([job.id])
    expect(await posted()).toHaveLength(1)
  }, 30_000)

  test('[C4] a result that was being stored is fetched again, and becomes one take', async () => {
    await lab.addServer(fake.url)
    await fake.control({ fault: { path: '/view', kind: 'hang' } })
    const job = await lab.generate()
    await lab.until(job.id, 'storing')
    const { clipId } = lab
    await server.stop()
    await fake.control({ clearFaults: true })
    server = await startTestServer({ dispatch: FAST, dataDir })
    lab = await openLab(server.url)
    await lab.until(job.id, 'done')
    expect(await takesOf(clipId)).toEqual([job.id])
    expect(await posted()).toHaveLength(1)
  }, 30_000)

  test('[C1] [C3] a result that was deleted on the host meanwhile makes the job run again', async () => {
    await lab.addServer(fake.url)
    await fake.control({ fault: { path: '/view', kind: 'hang' } })
    const job = await lab.generate()
    await lab.until(job.id, 'storing')
    const { clipId } = lab
    await server.stop()
    const filename = `${job.id.slice(0, 8)}-1_00001_.png`
    await fake.control({
      clearFaults: true,
      action: { type: 'delete-file', filename, subfolder: 'storycanvas', fileType: 'output' },
    })
    server = await startTestServer({ dispatch: FAST, dataDir })
    lab = await openLab(server.url)
    expect((await lab.until(job.id, 'done')).attempts).toBe(2)
    expect(await takesOf(clipId)).toEqual([job.id])
    expect(await posted()).toHaveLength(2)
  }, 30_000)

  test('[C3] a sketch that was under way is drawn again, as one take', async () => {
    const job = await lab.generate({ model: 'sketch' })
    await lab.until(job.id, 'running')
    await restart()
    await lab.until(job.id, 'done')
    expect(await takesOf(lab.clipId)).toEqual([job.id])
  }, 30_000)
})

describe('this server is killed', () => {
  test('[R2] [C3] with SIGKILL, twice, in the middle of jobs: each becomes one take and runs once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'storycanvas-killed-'))
    let process = await startTestProcess({ dataDir: folder })
    try {
      const { port } = process
      const film = await openLab(process.url)
      await fake.control({ set: { holdAtStep: 2 } })
      await film.addServer(fake.url)
      const jobs = [await film.generate(), await film.generate(), await film.generate({ model: 'sketch' })]
      await film.until(jobs[0]!.id, 'running')
      await eventually(async () => expect(await posted()).toHaveLength(2))
      await process.kill('SIGKILL')
      await release()
      process = await startTestProcess({ dataDir: folder, port })
      await film.until(jobs[0]!.id, 'storing', 'done')
      await process.kill('SIGKILL')
      process = await startTestProcess({ dataDir: folder, port })
      for (const { id } of jobs) await film.until(id, 'done')
      expect(await posted()).toHaveLength(2)
      expect((await film.takes()).map(({ id }) => id).sort()).toEqual(jobs.map(({ id }) => id).sort())
    } finally {
      await process.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    }
  }, 90_000)
})

describe('the document', () => {
  test('[C6] [C3] one that cannot be written is tried until it can, and the take comes once', async () => {
    let isFull = false
    await server.stop()
    server = await startTestServer({
      dispatch: FAST,
      dataDir,
      documentLog: (log) => ({
        ...log,
        append: (entries) => (isFull ? Promise.reject(new Error('disk full')) : log.append(entries)),
      }),
    })
    lab = await openLab(server.url)
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    isFull = true
    await release()
    await eventually(() =>
      expect(server.logLines.filter(({ msg }) => msg === 'a take could not be written yet').length).toBeGreaterThan(1),
    )
    expect((await lab.job(job.id)).status).toBe('storing')
    // What is stored becomes a take: calling it off comes too late.
    expect((await lab.call('POST', `/queue/jobs/${job.id}/cancel`)).body).toMatchObject({ status: 'storing' })
    expect((await lab.call('DELETE', `/queue/jobs/${job.id}`)).status).toBe(409)
    isFull = false
    await expectOneTake(job.id)
  })

  test('[C6] a clip that is purged meanwhile: the job fails and names the file that was kept', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    await server.services.relay.withDocument(roomName({ kind: 'project', projectId: lab.projectId }), (ydoc) =>
      openProjectDoc(ydoc).clips.delete(lab.clipId),
    )
    await release()
    const failed = await lab.until(job.id, 'failed')
    expect(failed.error?.message).toMatch(
      /^The take was made, but its clip is gone\. The file is kept as [0-9a-f]{64}\.$/,
    )
  })

  test('a clip in the trash still gets its take: the work was done, and it may be restored', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await lab.addServer(fake.url)
    const job = await lab.generate()
    await lab.until(job.id, 'running')
    expect((await lab.call('DELETE', `/clips/${lab.clipId}`)).status).toBe(204)
    await release()
    await lab.until(job.id, 'done')
    const takes = await server.services.relay.readDocument(
      roomName({ kind: 'project', projectId: lab.projectId }),
      (ydoc) => [...openProjectDoc(ydoc).takes.keys()],
    )
    expect(takes).toEqual([job.id])
  })
})
