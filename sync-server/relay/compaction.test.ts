import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryDocumentLog } from '#server/storage/memory/memory-document-log.ts'
import { CommitQueue } from './commit-queue.ts'
import { Compactor } from './compaction.ts'
import { decodeUpdate } from './decode-update.ts'
import { DEFAULT_RELAY_OPTIONS } from './relay-options.ts'
import { Room } from './room.ts'

function edits(count: number, size: number): { updates: Uint8Array[]; doc: Y.Doc } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < count; index += 1) doc.getMap('m').set(`key ${index % 3}`, 'x'.repeat(size) + index)
  return { updates, doc }
}

describe('[L5] compacting a room', () => {
  test('an update that arrives while the snapshot is stored stays, in memory and in the log', async () => {
    const log = memoryDocumentLog()
    const { updates, doc } = edits(60, 20)
    await log.append(updates.slice(0, 59).map((bytes) => ({ room: 'library', bytes, author: null, at: 0 })))
    const slowLog = {
      ...log,
      compact: async (...args: Parameters<typeof log.compact>) => {
        const late = decodeUpdate(updates[59] as Uint8Array)
        await new Promise((resolve) => room.submit(late, null, resolve))
        await log.compact(...args)
      },
    }
    const room = new Room('library', {
      log,
      commits: new CommitQueue(log),
      now: Date.now,
      options: DEFAULT_RELAY_OPTIONS,
      link: null,
      onReceived: () => {},
      onCommitted: () => {},
      onCommitFailed: () => {},
      onBroken: () => {},
    })
    await room.loaded
    const compactor = new Compactor(slowLog, (_room, error) => {
      throw error
    })
    compactor.request(room)
    await compactor.drain()
    const stored = await log.load('library')
    expect(stored.tail).toHaveLength(1)
    expect(room.tail.updates).toBe(1)
    for (const parts of [[stored.snapshot as Uint8Array, ...stored.tail.map((u) => u.bytes)], room.content.parts()]) {
      const restored = new Y.Doc()
      for (const part of parts) Y.applyUpdate(restored, part)
      expect(restored.getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON())
    }
  })

  test('a snapshot that cannot be stored is reported, and nothing is lost', async () => {
    const log = memoryDocumentLog()
    const { updates, doc } = edits(20, 20)
    await log.append(updates.map((bytes) => ({ room: 'library', bytes, author: null, at: 0 })))
    const room = new Room('library', {
      log,
      commits: new CommitQueue(log),
      now: Date.now,
      options: DEFAULT_RELAY_OPTIONS,
      link: null,
      onReceived: () => {},
      onCommitted: () => {},
      onCommitFailed: () => {},
      onBroken: () => {},
    })
    await room.loaded
    const failures: unknown[] = []
    const compactor = new Compactor({ ...log, compact: () => Promise.reject(new Error('disk is full')) }, (_r, error) =>
      failures.push(error),
    )
    compactor.request(room)
    await compactor.drain()
    expect(failures).toHaveLength(1)
    const restored = new Y.Doc()
    for (const part of room.content.parts()) Y.applyUpdate(restored, part)
    expect(restored.getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON())
    expect((await log.load('library')).tail).toHaveLength(20)
  })

  test('a room that cannot be folded rests, longer each time, and is tried again by a later commit', async () => {
    const log = memoryDocumentLog()
    const { updates } = edits(20, 20)
    await log.append(updates.map((bytes) => ({ room: 'library', bytes, author: null, at: 0 })))
    const room = new Room('library', {
      log,
      commits: new CommitQueue(log),
      now: Date.now,
      options: DEFAULT_RELAY_OPTIONS,
      link: null,
      onReceived: () => {},
      onCommitted: () => {},
      onCommitFailed: () => {},
      onBroken: () => {},
    })
    await room.loaded
    let now = 0
    let tries = 0
    let broken = true
    const compact: typeof log.compact = async (...args) => {
      tries += 1
      if (broken) throw new Error('disk is full')
      await log.compact(...args)
    }
    const compactor = new Compactor(
      { ...log, compact },
      () => {},
      () => now,
    )
    const triesAt = async (time: number): Promise<number> => {
      now = time
      compactor.request(room)
      await compactor.drain()
      return tries
    }
    expect([await triesAt(0), await triesAt(1999), await triesAt(2000), await triesAt(5999)]).toEqual([1, 1, 2, 2])
    broken = false
    expect(await triesAt(6000)).toBe(3)
    expect((await log.load('library')).tail).toHaveLength(0)
  })
})
