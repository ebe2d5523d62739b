import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '#server/observability/logger.ts'
import { documentJudge } from '#server/relay/judge-stored.ts'
import { until } from '#server/testing/until.ts'
import type { Storage } from '../storage.ts'
import { migrate } from './migrations.ts'
import { openSqliteFile, preferredDriver } from './sqlite-file.ts'
import { DATABASE_FILE, openSqliteStorage } from './sqlite-storage.ts'

const MEBIBYTE = 1024 * 1024

let folder: string
let path: string
const opened: Storage[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storycanvas-space-'))
  path = join(folder, DATABASE_FILE)
})
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<Storage> {
  const logger = createLogger('silent')
  const storage = await openSqliteStorage(folder, { judge: documentJudge, logger, now: Date.now })
  opened.push(storage)
  return storage
}

/** Eight mebibytes of updates; resolves with the number of the last. */
async function fill({ documentLog }: Storage): Promise<number> {
  const bytes = new Uint8Array(MEBIBYTE / 2).fill(1)
  const entries = Array.from({ length: 16 }, () => ({ room: 'library', bytes, author: null, at: 1 }))
  return (await documentLog.append(entries)).at(-1) ?? 0
}

const fileBytes = (): number => statSync(path).size

/** Eight mebibytes of versions, forgotten again. */
async function forgetVersions({ versions }: Storage): Promise<void> {
  const bytes = MEBIBYTE / 2
  const said = { projectId: 'film', name: null, kind: 'automatic', at: 1, author: null, bytes } as const
  const ids = Array.from({ length: 16 }, (_, n) => String(n))
  for (const id of ids) await versions.put({ ...said, id, fingerprint: id }, new Uint8Array(bytes).fill(1))
  expect(fileBytes() + statSync(`${path}-wal`).size).toBeGreaterThan(4 * MEBIBYTE)
  await versions.remove('film', ids)
}

describe('the file shrinks with what it holds', () => {
  test.each<[string, (storage: Storage, last: number) => Promise<void>]>([
    ['folded', ({ documentLog }, last) => documentLog.compact('library', new Uint8Array(10), last)],
    ['removed', ({ documentLog }) => documentLog.remove('library')],
  ])('when a large document was %s, while others write', async (_what, shrink) => {
    const storage = await open()
    await shrink(storage, await fill(storage))
    const seqs: number[] = []
    await until(async () => {
      seqs.push(
        ...(await storage.documentLog.append([{ room: 'review/x', bytes: new Uint8Array([1]), author: null, at: 1 }])),
      )
      expect(fileBytes()).toBeLessThan(2 * MEBIBYTE)
    })
    expect((await storage.documentLog.load('review/x')).tail.map(({ seq }) => seq)).toEqual(seqs)
  })

  test('a file of an earlier version is converted once, with all that it holds', async () => {
    const file = await openSqliteFile(path, preferredDriver())
    file.exec('PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM')
    migrate(file)
    file.exec("INSERT INTO entities (entity_id, project_id, kind) VALUES ('e', 'p', 'clip')")
    expect(file.database.prepare('PRAGMA auto_vacuum').all([])).toEqual([{ auto_vacuum: 0 }])
    file.database.close()
    const storage = await open()
    expect(await storage.catalog.findEntity('e')).toEqual({ entityId: 'e', projectId: 'p', kind: 'clip' })
    await storage.documentLog.compact('library', new Uint8Array(10), await fill(storage))
    await until(() => expect(fileBytes()).toBeLessThan(2 * MEBIBYTE))
  })

  test('when versions of a film were forgotten', async () => {
    await forgetVersions(await open())
    await until(() => expect(fileBytes()).toBeLessThan(2 * MEBIBYTE))
  })
})
