import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import type { HttpFault } from '#server/testing/fake-comfy/settings.ts'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestProcess } from '#server/testing/start-test-process.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'

/** The states in which a fault can strike a job; the first is furthest. */
const STATES = ['storing', 'running', 'assigned', 'queued'] as const

/** How each job ended: its state, and how often it was tried. */
type Row = Readonly<Record<(typeof STATES)[number], string>>

/** A server that can go away. */
interface Server {
  readonly url: string
  stop(): Promise<unknown>
}

/** What strikes, and with which servers. */
interface Fault {
  readonly name: string
  /** How the result of the job that is being stored is held back. */
  readonly hold: HttpFault['kind']
  start(dataDir: string): Promise<Server>
  /** Ends the server, or does something to its host. Resolves with whether the server is to be started again. */
  strike(server: Server): Promise<boolean>
  readonly ends: Row
}

let fake: FakeComfy
let dataDir: string
const table: string[] = []

const inProcess = (folder: string): Promise<Server> => startTestServer({ dispatch: FAST, dataDir: folder })
const onItsOwn = async (folder: string): Promise<Server> => {
  const { url, kill } = await startTestProcess({ dataDir: folder })
  return { url, stop: () => kill('SIGKILL') }
}
const undisturbed: Row = { storing: 'done 1', running: 'done 1', assigned: 'done 1', queued: 'done 1' }

const FAULTS: readonly Fault[] = [
  {
    name: 'sockets are cut',
    hold: 'late-answer',
    start: inProcess,
    strike: async () => {
      await fake.control({ action: { type: 'drop-sockets' } })
      return false
    },
    ends: undisturbed,
  },
  {
    name: 'ComfyUI is started anew',
    hold: 'hang',
    start: inProcess,
    strike: async () => {
      await fake.restart()
      return false
    },
    // A result that cannot be fetched four times in a row is made again; the host may be back before that.
    ends: { storing: expect.stringMatching(/^done [12]$/), running: 'done 2', assigned: 'done 2', queued: 'done 1' },
  },
  {
    name: 'this server is stopped',
    hold: 'hang',
    start: inProcess,
    strike: async (server) => {
      await server.stop()
      return true
    },
    ends: undisturbed,
  },
  {
    name: 'this server is killed',
    hold: 'hang',
    start: onItsOwn,
    strike: async (server) => {
      await server.stop()
      return true
    },
    ends: undisturbed,
  },
]

beforeAll(async () => {
  fake = await startFakeComfy()
})
afterAll(async () => {
  await fake.stop()
  const head = ['fault \\ state'.padEnd(26), ...STATES.map((state) => state.padEnd(10))].join('')
  process.stdout.write(`\nHow jobs end, and after how many attempts:\n${[head, ...table].join('\n')}\n`)
})
beforeEach(async () => {
  await fake.control({ action: { type: 'reset' } })
  dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-faults-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

test.each(FAULTS)('[R2] [R5] [C3] [C4] $name, while jobs stand in every state: each ends once', async (fault) => {
  let server = await fault.start(dataDir)
  try {
    const lab = await openLab(server.url)
    const ids = await jobsInEveryState(lab, fault.hold)
    if (await fault.strike(server)) server = await fault.start(dataDir)
    await fake.control({ set: { holdAtStep: null }, clearFaults: true, action: { type: 'release' } })
    const after = lab.at(server.url)
    const ends = await Promise.all(
      ids.map(async (id) => {
        const { status, attempts } = await after.until(id, 'done', 'failed', 'cancelled')
        return `${status} ${attempts}`
      }),
    )
    table.push([fault.name.padEnd(26), ...ends.map((end) => end.padEnd(10))].join(''))
    expect(Object.fromEntries(STATES.map((state, at) => [state, ends[at]]))).toEqual(fault.ends)
    expect((await after.takes()).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  } finally {
    await server.stop()
  }
})

/** Brings four jobs into the four states; resolves with their ids. */
async function jobsInEveryState(lab: GenerationLab, hold: HttpFault['kind']): Promise<string[]> {
  await fake.control({ fault: { path: '/view', kind: hold, ms: 2_000, times: 1 } })
  await lab.addServer(fake.url)
  const storing = await lab.generate()
  await lab.until(storing.id, 'storing')
  await fake.control({ set: { holdAtStep: 2 } })
  const running = await lab.generate()
  await lab.until(running.id, 'running')
  const assigned = await lab.generate()
  await eventually(async () => expect((await fake.state()).pending).toHaveLength(1))
  const queued = await lab.generate()
  expect((await lab.job(queued.id)).status).toBe('queued')
  return [storing.id, running.id, assigned.id, queued.id]
}
