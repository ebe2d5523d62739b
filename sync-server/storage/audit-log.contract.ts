import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditId, type AuditLog, type AuditRecord } from './audit-log.ts'

/** An opened log, and the way to close it. */
export interface OpenedAuditLog {
  readonly log: AuditLog
  close(): Promise<void>
}

const entry = (at: number, change: Partial<AuditRecord> = {}): AuditRecord => ({
  id: auditId(at, 'x'),
  at,
  kind: 'sign-in',
  actorId: 'a',
  actor: 'Ada',
  address: '10.0.0.1',
  projectId: null,
  subject: '',
  detail: '',
  ...change,
})

/** What every driver of the audit log promises. */
export function describeAuditLog(name: string, open: () => Promise<OpenedAuditLog>): void {
  describe(`audit log: ${name}`, () => {
    let opened: OpenedAuditLog
    let log: AuditLog
    beforeEach(async () => {
      opened = await open()
      log = opened.log
    })
    afterEach(() => opened.close())

    test('entries come back newest first, in pages', async () => {
      for (const at of [1, 3, 20, 100]) await log.append(entry(at))
      const page = await log.list({ limit: 2 })
      expect(page).toEqual([entry(100), entry(20)])
      expect(await log.list({ limit: 9, before: page.at(-1)?.id ?? '' })).toEqual([entry(3), entry(1)])
    })

    test('only what was asked for', async () => {
      const failed = entry(2, { kind: 'sign-in-failed', actorId: null })
      const shared = entry(3, { kind: 'member-added', projectId: 'film', actorId: 'b' })
      for (const one of [entry(1), failed, shared]) await log.append(one)
      expect(await log.list({ limit: 9, kind: 'sign-in-failed' })).toEqual([failed])
      expect(await log.list({ limit: 9, projectId: 'film' })).toEqual([shared])
      expect(await log.list({ limit: 9, actorId: 'a' })).toEqual([entry(1)])
    })

    test('what somebody typed is kept, whatever is in it', async () => {
      await log.append(entry(1, { subject: 'a\0b', detail: '“’😀' }))
      expect(await log.list({ limit: 1 })).toHaveLength(1)
    })

    test('what is too old goes', async () => {
      for (const at of [1, 2, 3]) await log.append(entry(at))
      await log.forgetBefore(3)
      expect(await log.list({ limit: 9 })).toEqual([entry(3)])
    })
  })
}
