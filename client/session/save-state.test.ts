import { describe, expect, test } from 'vitest'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { saveState } from './save-state.ts'
import type { SaveFacts } from './save-state.ts'

const NOW = Date.parse('2026-03-01T14:22:00')
const calm: SaveFacts = {
  now: NOW,
  syncOff: false,
  serverKnown: true,
  online: true,
  relay: 'synced',
  refusal: null,
  droppedAt: null,
  failing: false,
  syncedAt: NOW,
  waiting: 0,
  waitingSince: null,
  fetching: null,
  conflicts: [],
  alsoHere: [],
  unwritten: { count: 0, since: null },
  storage: null,
  newerDocument: false,
  readOnly: null,
}
const state = (facts: Partial<SaveFacts>) => saveState({ ...calm, ...facts })
const refused = (code: number, reason = '') => ({ relay: 'refused' as const, refusal: { code, reason } })

describe('the nine states of saving', () => {
  test.each([
    ['on-device', 'On this device', { syncOff: true, relay: 'idle' as const, waiting: 4 }],
    ['on-device', 'On this device', { serverKnown: false, relay: 'connecting' as const, waiting: 4 }],
    ['synced', 'Synced', {}],
    ['saving', 'Saving 3', { waiting: 3, waitingSince: NOW - 1000 }],
    ['getting', 'Getting 12 takes', { fetching: { takes: 12, bytesLeft: 340e6, secondsLeft: 120, paused: false } }],
    [
      'offline',
      'Offline, 3 waiting',
      { relay: 'connecting' as const, failing: true, waiting: 3, droppedAt: NOW - 30_000 },
    ],
    ['offline', 'Offline', { relay: 'connecting' as const, online: false }],
    ['reconnecting', 'Reconnecting', { relay: 'connecting' as const }],
    ['offline', 'Offline', { relay: 'connecting' as const, failing: true }],
    ['reconnecting', 'Reconnecting', { relay: 'connecting' as const, droppedAt: NOW - 29_999, waiting: 1 }],
    ['two-versions', '2 versions', { conflicts: [{ who: 'Rin', where: '3.04' }] }],
    ['sign-in', 'Sign in to sync', refused(CloseCode.signIn)],
    ['cant-sync', 'Can’t sync', refused(CloseCode.storageFailed)],
    ['read-only', 'Read-only', { readOnly: 'You are a viewer here.' }],
    ['offline', 'Offline', { readOnly: 'You are a viewer here.', relay: 'connecting' as const, failing: true }],
    ['cant-sync', 'Can’t sync', { readOnly: 'You have no role here.', ...refused(CloseCode.notAllowed) }],
    ['cant-sync', 'Reload to edit', { newerDocument: true }],
    ['saving', 'Saving 2', { serverKnown: false, unwritten: { count: 2, since: NOW - 1000 } }],
    ['cant-sync', 'Reload to save', { storage: { kind: 'superseded' as const, message: '' } }],
    ['cant-sync', 'Reload to edit', { storage: { kind: 'newer' as const, message: '' } }],
    ['cant-sync', 'Can’t save', { storage: { kind: 'full' as const, message: 'QuotaExceededError' } }],
  ])('%s reads "%s"', (kind, label, facts) => {
    expect(state(facts)).toMatchObject({ kind, label })
  })

  test('who has no role is told so, and so is what cannot go to the server any more', () => {
    expect(state(refused(CloseCode.signIn)).details[0]?.actions).toEqual([{ action: 'sign-in', label: 'Sign in' }])
    const readOnly = 'You are a viewer here.'
    const removed = state({ readOnly, ...refused(CloseCode.notAllowed) })
    expect(removed.details[0]?.text).toContain('You have no role in this film')
    expect(state(refused(CloseCode.notAllowed)).details[0]?.text).toContain('no new films from guests')
    expect(state({ readOnly }).details[0]).toMatchObject({ text: readOnly, actions: [] })
    expect(state({ readOnly, waiting: 2 }).details[0]).toMatchObject({
      text: `${readOnly} 2 changes of yours from before cannot go to the server: save a copy to keep them.`,
      actions: [{ label: 'Save a copy' }],
    })
  })

  test('the details say what is safe and what to do', () => {
    expect(state({ alsoHere: ['Rin'] }).details[0]?.text).toBe('Synced 14:22. Also here: Rin.')
    expect(state({ waiting: 1, waitingSince: NOW - 5000 }).details[0]?.text).toBe('1 change on its way.')
    const getting = state({ fetching: { takes: 12, bytesLeft: 340e6, secondsLeft: 120, paused: false } }).details[0]
    expect(getting).toMatchObject({ text: '12 takes, 340 MB, about 2 min left.', actions: [{ label: 'Pause' }] })
    const paused = state({ fetching: { takes: 1, bytesLeft: 1, secondsLeft: 1, paused: true } }).details[0]
    expect(paused).toMatchObject({ text: '1 take, 1 MB, paused.', actions: [{ action: 'resume-media' }] })
    expect(state({ relay: 'connecting', online: false, waiting: 3 }).details[0]).toMatchObject({
      text: '3 changes wait on this device and go when you are back.',
      actions: [{ action: 'try-now' }],
    })
    expect(state({ conflicts: [{ who: 'Rin', where: '3.04' }] }).details[0]?.text).toContain('You and Rin')
    expect(state(refused(CloseCode.signIn)).details[0]).toMatchObject({
      text: expect.stringContaining('Work is safe here.'),
      actions: [{ action: 'sign-in' }],
    })
    expect(state(refused(CloseCode.storageFailed)).details[0]).toMatchObject({
      text: 'The server is full. Your work is safe on this device.',
      actions: [{ action: 'try-now' }, { action: 'save-copy' }],
    })
    expect(state(refused(4499, 'closed for the night')).details[0]?.text).toContain('closed for the night')
    expect(state({ storage: { kind: 'failed', message: 'disk error' } }).details[0]?.text).toContain('disk error')
    expect(state({ unwritten: { count: 2, since: NOW - 2000 } }).details[0]?.text).toContain('2 changes still to be')
    const full = { kind: 'full', message: '' } as const
    expect(state({ storage: full }).details[0]).toMatchObject({
      text: expect.stringContaining('the server has the newest changes'),
      actions: [{ action: 'free-space' }, { action: 'try-now' }, { action: 'save-copy' }],
    })
    expect(state({ storage: full, waiting: 1 }).details[0]?.text).toContain('in this tab only')
    expect(state({ storage: { kind: 'superseded', message: '' } }).details[0]).toMatchObject({
      text: expect.stringContaining('What you change here is kept'),
      actions: [{ action: 'reload' }, { action: 'save-copy' }],
    })
  })

  test('the strongest state shows and the popover lists every one that applies', () => {
    const both = state({
      conflicts: [{ who: 'Rin', where: '3.04' }],
      fetching: { takes: 1, bytesLeft: 1, secondsLeft: null, paused: false },
    })
    expect(both.kind).toBe('two-versions')
    expect(both.details.map((detail) => detail.kind)).toEqual(['two-versions', 'getting', 'synced'])
  })

  test('a change younger than a second shows nothing new, and says when to look again', () => {
    const young = state({ waiting: 1, waitingSince: NOW - 400 })
    expect(young.kind).toBe('synced')
    expect(young.lookAgainAt).toBe(NOW + 600)
  })

  test('a write to this device that takes its time is told after a second', () => {
    const writing = { serverKnown: false, unwritten: { count: 1, since: NOW - 400 } }
    expect(state(writing)).toMatchObject({ kind: 'on-device', lookAgainAt: NOW + 600 })
    expect(state({ ...writing, now: NOW + 600 }).kind).toBe('saving')
  })

  test('a dropped connection turns from reconnecting to offline after 30 s, by the fact of the clock', () => {
    const dropped = { relay: 'connecting' as const, failing: true, droppedAt: NOW - 10_000 }
    expect(state(dropped)).toMatchObject({ kind: 'reconnecting', lookAgainAt: NOW + 20_000 })
    expect(state({ ...dropped, now: NOW + 20_000 }).kind).toBe('offline')
  })
})
