import { describe, expect, test, vi } from 'vitest'
import { EventHub } from '#server/services/event-hub.ts'
import { memoryJobStore } from '#server/storage/memory/memory-job-store.ts'
import type { JobStore } from '#server/storage/job-store.ts'
import { aJob } from '#server/testing/a-job.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { JobLedger } from './job-ledger.ts'

const ID = '7c9e6679-7425-40de-944b-e07fc1f90ae7'

function ledgerOn(store: JobStore = memoryJobStore()) {
  let time = 1000
  const events = new EventHub(Date.now)
  const heard: ServerEvent[] = []
  events.subscribe((event) => heard.push(event))
  const ledger = new JobLedger({ store, events, now: () => time })
  return { ledger, store, heard, events, advance: (ms: number) => (time += ms) }
}

const states = (heard: readonly ServerEvent[]): string[] =>
  heard.flatMap((event) => (event.type === 'job' ? [event.job.status] : []))

describe('the ledger', () => {
  test('[L1] whoever hears of a change finds it stored', async () => {
    const { ledger, store, events } = ledgerOn()
    const stored: (string | undefined)[] = []
    const told: string[] = []
    events.subscribe((event) => {
      if (event.type !== 'job') return
      told.push(event.job.status)
      void store.get(ID).then((job) => stored.push(job?.state))
    })
    await ledger.add(aJob({ id: ID }))
    await ledger.apply(ID, { type: 'assign', hostId: 'a', hostName: 'Attic' })
    await ledger.apply(ID, { type: 'cancel' })
    expect(told).toEqual(['queued', 'assigned', 'cancelled'])
    expect(stored).toEqual(told)
  })

  test('[L1] a change that cannot be stored is told to nobody', async () => {
    const store = { ...memoryJobStore(), save: () => Promise.reject(new Error('disk full')) }
    const { ledger, heard } = ledgerOn(store)
    await ledger.add(aJob({ id: ID }))
    await expect(ledger.apply(ID, { type: 'cancel' })).rejects.toThrow('disk full')
    expect(states(heard)).toEqual(['queued'])
    expect(ledger.openJob(ID)?.state).toBe('queued')
  })

  test('[L2] what another process has written is the ground to decide on', async () => {
    const { ledger, store, heard } = ledgerOn()
    await ledger.add(aJob({ id: ID }))
    await store.save(aJob({ id: ID, revision: 1, state: 'cancelled', finishedAt: 1 }))
    expect(await ledger.apply(ID, { type: 'assign', hostId: 'a', hostName: 'Attic' })).toBeNull()
    expect(states(heard)).toEqual(['queued'])
  })

  test('[L2] changes of one job take turns', async () => {
    const { ledger } = ledgerOn()
    await ledger.add(aJob({ id: ID }))
    const results = await Promise.all([
      ledger.apply(ID, { type: 'assign', hostId: 'a', hostName: 'A' }),
      ledger.apply(ID, { type: 'assign', hostId: 'b', hostName: 'B' }),
      ledger.apply(ID, { type: 'running' }),
    ])
    expect(results.map((job) => job?.state ?? null)).toEqual(['assigned', null, 'running'])
    expect((await ledger.find(ID))?.hostId).toBe('a')
  })

  test('[L3] progress never falls within an attempt, and begins anew with the next', async () => {
    const { ledger, heard, advance } = ledgerOn()
    await ledger.add(aJob({ id: ID }))
    await ledger.apply(ID, { type: 'assign', hostId: 'a', hostName: 'A' })
    for (const fraction of [0.2, 0.6, 0.4]) {
      advance(500)
      ledger.noteProgress(ID, { step: 1, steps: 5, fraction })
    }
    const fractions = heard.flatMap((event) => (event.type === 'job' ? [event.job.progress.fraction] : []))
    expect(fractions).toEqual([0, 0, 0.2, 0.6, 0.6])
    const error = { message: '', detail: '', fix: null }
    await ledger.apply(ID, { type: 'attempt-failed', error, retry: true, delayMs: 0 })
    expect(ledger.progressOf(ID).fraction).toBe(0)
  })

  test('[L3] the last progress before a long step is told, a moment late', async () => {
    const { ledger, heard } = ledgerOn()
    await ledger.add(aJob({ id: ID }))
    for (const step of [1, 2, 3]) ledger.noteProgress(ID, { step, steps: 28, fraction: step / 28 })
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ job: { progress: { step: 3 } } }))
    expect(heard).toHaveLength(3)
  })

  test('previews are counted, and gone with the job', async () => {
    const { ledger, heard, advance } = ledgerOn()
    await ledger.add(aJob({ id: ID }))
    await ledger.apply(ID, { type: 'assign', hostId: 'a', hostName: 'A' })
    advance(500)
    ledger.notePreview(ID, { mime: 'image/png', bytes: new Uint8Array([1]) })
    expect(heard.at(-1)).toMatchObject({ type: 'job', job: { progress: { preview: 1 } } })
    expect(ledger.previewOf(ID)?.bytes).toEqual(new Uint8Array([1]))
    await ledger.apply(ID, { type: 'cancel' })
    expect(ledger.previewOf(ID)).toBeNull()
  })

  test('a known id is added once', async () => {
    const { ledger, heard } = ledgerOn()
    await ledger.add(aJob({ id: ID }))
    expect(await ledger.add(aJob({ id: ID, prompt: 'another' }))).toMatchObject({
      created: false,
      job: { prompt: 'a pier at dusk' },
    })
    expect(states(heard)).toEqual(['queued'])
  })
})
