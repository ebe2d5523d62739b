import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startServerGroup, type ServerGroup, type ServerGroupOptions } from '#server/testing/server-group.ts'
import type { TestServer } from '#server/testing/start-test-server.ts'
import { until } from '#server/testing/until.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { ComfyServer } from '#shared/protocol/servers.ts'

const DISPATCH = {
  ...FAST,
  leadership: { leaseMs: 600, renewMs: 60 },
  mirrorMs: 50,
  safetyMirrorMs: 1_000_000,
}

let fake: FakeComfy
let group: ServerGroup | null = null
beforeAll(async () => {
  fake = await startFakeComfy()
}, 30_000)
afterAll(() => fake.stop())
beforeEach(() => fake.control({ action: { type: 'reset' } }))
afterEach(async () => {
  await group?.stop()
  group = null
})

/** Two servers, of which the first leads, and one film with a lab at each of them. */
async function start(options: ServerGroupOptions = {}): Promise<{
  servers: readonly [TestServer, TestServer]
  labs: readonly [GenerationLab, GenerationLab]
  hub: ServerGroup['hub']
}> {
  group = await startServerGroup(2, { dispatch: DISPATCH, ...options })
  const servers = group.servers as unknown as readonly [TestServer, TestServer]
  const lab = await openLab(servers[0].url)
  return { servers, labs: [lab, lab.at(servers[1].url)], hub: group.hub }
}

const posted = async (): Promise<number> => (await fake.state()).posted.length
const held = (): Promise<unknown> => eventually(async () => expect((await fake.state()).held).not.toBeNull())

function heardAt(server: TestServer): { jobs: () => string[]; types: () => string[] } {
  const events: ServerEvent[] = []
  server.services.events.subscribe((event) => events.push(event))
  return {
    jobs: () => events.flatMap((event) => (event.type === 'job' ? [`${event.job.status}`] : [])),
    types: () => events.map(({ type }) => type),
  }
}

describe('[P1] one server gives out the jobs', () => {
  test('[P3] [P5] [P6] jobs asked for at each of two servers run once, and are seen at both', async () => {
    const { servers, labs } = await start()
    const heard = servers.map(heardAt)
    await labs[1].addServer(fake.url)
    const jobs = [await labs[0].generate(), await labs[1].generate(), await labs[1].generate({ model: 'sketch' })]
    for (const { id } of jobs) {
      await labs[0].until(id, 'done')
      await labs[1].until(id, 'done')
    }
    expect(await posted()).toBe(2)
    expect(await labs[0].takes()).toHaveLength(3)
    expect(await labs[1].takes()).toHaveLength(3)
    for (const { jobs: states } of heard) {
      await until(() => expect(states().filter((state) => state === 'done')).toHaveLength(3))
      expect(states()).toContain('running')
    }
    expect(await fake.state()).toMatchObject({ socketsOpened: 1, mostSocketsOfOneClient: 1 })
  })
})

describe('[P2] a server that gave out the jobs goes', () => {
  test('with a goodbye: the other one finds what runs, and goes on with what waits', async () => {
    const { servers, labs } = await start()
    await fake.control({ set: { holdAtStep: 2 } })
    await labs[0].addServer(fake.url)
    const [running, waiting] = [await labs[1].generate(), await labs[1].generate()]
    await held()
    await servers[0].stop()
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    await labs[1].until(running.id, 'done')
    await labs[1].until(waiting.id, 'done')
    expect(await posted()).toBe(2)
    expect(await labs[1].takes()).toHaveLength(2)
  })

  test('because the storage does not answer it: it stops by itself, and nothing runs twice', async () => {
    let away = false
    const fail = async (): Promise<never> => {
      throw new Error('the connection was refused')
    }
    const { servers, labs } = await start({
      wrapStorage: (storage, index) => {
        if (index > 0) return storage
        const { jobs, leases } = storage
        return {
          ...storage,
          jobs: {
            ...jobs,
            save: (job) => (away ? fail() : jobs.save(job)),
            get: (id) => (away ? fail() : jobs.get(id)),
            open: () => (away ? fail() : jobs.open()),
          },
          leases: leases && { ...leases, acquire: (...args) => (away ? fail() : leases.acquire(...args)) },
        }
      },
    })
    await fake.control({ set: { holdAtStep: 2 } })
    await labs[1].addServer(fake.url)
    const job = await labs[1].generate()
    await held()
    away = true
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    await labs[1].until(job.id, 'done')
    expect(await posted()).toBe(1)
    expect(await labs[1].takes()).toHaveLength(1)
    // Back again it follows, and asks for what it wants as before.
    away = false
    const next = await labs[0].generate({ model: 'sketch' })
    await labs[0].until(next.id, 'done')
    expect(await labs[0].takes()).toHaveLength(2)
    expect(servers[0].logLines.some(({ msg }) => msg === 'a lease could not be renewed')).toBe(true)
  })
})

describe('[P4] without news', () => {
  test('jobs that are asked for, and hosts that are registered, are found by looking', async () => {
    const { servers, labs, hub } = await start()
    hub.breakDown()
    const heard = heardAt(servers[1])
    await labs[1].addServer(fake.url)
    const job = await labs[1].generate()
    await labs[1].until(job.id, 'done')
    await until(() => expect(heard.jobs()).toContain('done'))
    hub.restore()
    expect(heard.types()).toContain('hello')
  })
})

describe('[P3] a job at another server than the one that runs it', () => {
  test('can be called off: its run is stopped on the host, and no other', async () => {
    const { labs } = await start()
    await fake.control({ set: { holdAtStep: 2 } })
    await labs[0].addServer(fake.url)
    const [running, waiting] = [await labs[0].generate(), await labs[0].generate()]
    await held()
    await labs[0].until(waiting.id, 'assigned')
    expect((await labs[1].call('POST', `/queue/jobs/${running.id}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    expect(await labs[0].job(running.id)).toMatchObject({ status: 'cancelled' })
    await fake.control({ set: { holdAtStep: null }, action: { type: 'release' } })
    await labs[1].until(waiting.id, 'done')
    expect(await labs[0].takes()).toHaveLength(1)
  })

  test('shows where it stands in the line, can be moved in it, and tried again', async () => {
    const { labs } = await start()
    const { id } = await labs[0].addServer(fake.url)
    await labs[1].call('PUT', `/comfyui/servers/${id}`, { name: 'Attic', url: fake.url, paused: true })
    const jobs = [await labs[0].generate(), await labs[0].generate(), await labs[1].generate()]
    const [first, , last] = jobs.map(({ id }) => id) as [string, string, string]
    await until(async () => expect((await labs[1].job(last)).position).toBe(3))
    await labs[1].call('PUT', `/queue/jobs/${last}/priority`, { priority: 5 })
    await until(async () => {
      expect((await labs[0].job(last)).position).toBe(1)
      expect((await labs[1].job(first)).position).toBe(2)
    })
    await labs[1].call('POST', `/queue/jobs/${last}/cancel`)
    const again = await labs[0].call('POST', `/queue/jobs/${last}/retry`, {})
    expect(again.status).toBeLessThan(300)
    expect((await labs[0].call('DELETE', `/queue/jobs/${last}`)).status).toBe(204)
    expect((await labs[1].call('GET', `/queue/jobs/${last}`)).status).toBe(404)
    await until(async () => expect((await labs[1].job(first)).position).toBe(2))
  })

  test('[P5] shows its progress and its newest picture', async () => {
    const { servers, labs } = await start()
    await fake.control({ set: { holdAtStep: 3, previewsByDefault: true } })
    await labs[0].addServer(fake.url)
    const job = await labs[0].generate()
    await held()
    await until(async () => {
      const { progress } = await labs[1].job(job.id)
      expect(progress.step).toBeGreaterThan(0)
      expect(progress.preview).toBeGreaterThan(0)
    })
    const pictures = await Promise.all(
      servers.map(async ({ url }) => {
        const answer = await fetch(`${url}/api/v1/queue/jobs/${job.id}/preview`)
        expect(answer.status).toBe(200)
        return Buffer.from(await answer.arrayBuffer()).toString('hex')
      }),
    )
    expect(pictures[0]).toBe(pictures[1])
  })
})

describe('[P6] hosts', () => {
  test('are the same at every server at once, whichever they were registered, changed or removed at', async () => {
    const { servers, labs, hub } = await start()
    hub.breakDown()
    const list = async (lab: GenerationLab): Promise<ComfyServer[]> =>
      ComfyServer.array().parse((await lab.call('GET', '/comfyui/servers')).body)
    const { id } = await labs[0].addServer(fake.url)
    expect(await list(labs[1])).toMatchObject([{ id, name: 'Attic' }])
    expect((await labs[1].call('POST', '/comfyui/servers', { name: 'Twice', url: fake.url })).status).toBe(409)
    await labs[1].call('PUT', `/comfyui/servers/${id}`, { name: 'Cellar', url: fake.url, paused: true })
    expect(await list(labs[0])).toMatchObject([{ id, name: 'Cellar' }])
    expect((await labs[0].call('DELETE', `/comfyui/servers/${id}`)).status).toBe(204)
    expect((await labs[1].call('GET', `/comfyui/servers/${id}/info`)).status).toBe(404)
    expect(servers.map(({ services }) => services.dispatch.hosts.list())).toEqual([[], []])
  })
})
