import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentLog } from '#server/storage/document-log.ts'
import {
  cleanUpAfterEach,
  logged,
  peer,
  raw,
  ROOM,
  server,
  storedMeta,
  synced,
  troubledLog,
} from '#server/testing/relay-fixture.ts'
import { until } from '#server/testing/until.ts'

cleanUpAfterEach()

describe('limits and life', () => {
  test('[L1] a frame above the limit closes its connection with 4413, and the stock client stays away', async () => {
    const at = await server({ config: { maxFrameBytes: 100_000 } })
    const [big, small] = [peer(at), peer(at)]
    await synced(big, small)
    big.doc.getText('prompt').insert(0, 'x'.repeat(200_000))
    await until(() => expect(big.closeCodes).toEqual([4413]))
    expect(big.provider.shouldConnect).toBe(false)
    small.doc.getMap('meta').set('name', 'Fine')
    await until(() => expect(small.isSaved()).toBe(true))
    expect(small.doc.getText('prompt').length).toBe(0)
  })

  test('[L2] a reader that does not read is sent away, and the others go on', async () => {
    const at = await server({ relay: { maxBufferedBytes: 200_000 } })
    const slow = await raw(at)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    slow.socket.pause()
    await until(async () => {
      ada.doc.getText('prompt').insert(0, 'x'.repeat(500_000))
      await until(() => expect(ada.isSaved()).toBe(true))
      expect(logged(at, 1013)).toHaveLength(1)
    })
    expect(at.services.relay.load.connections).toBe(2)
    await until(() => expect(ben.doc.getText('prompt').length).toBe(ada.doc.getText('prompt').length))
  })

  test('[L3] a peer that answers no ping is dropped; one that does stays', async () => {
    const at = await server({ relay: { pingMs: 60 } })
    const alive = peer(at)
    await synced(alive)
    const dead = await raw(at)
    expect(at.services.relay.load.connections).toBe(2)
    dead.socket.pause()
    await until(() => expect(at.services.relay.load.connections).toBe(1))
    expect(alive.closeCodes).toEqual([])
  })

  test('[L4] a room without peers leaves memory, and comes back whole', async () => {
    const at = await server({ relay: { idleMs: 30 } })
    const ada = peer(at)
    await synced(ada)
    ada.doc.getMap('meta').set('name', 'Night train')
    await until(() => expect(ada.isSaved()).toBe(true))
    await at.services.catalogRefresher.refresh()
    ada.stop()
    await until(() => expect(at.services.relay.load.rooms).toBe(0))
    const ben = peer(at)
    await synced(ben)
    expect(ben.doc.getMap('meta').get('name')).toBe('Night train')
  })

  test('[L5] a long tail becomes a snapshot while people go on writing', async () => {
    let stored: DocumentLog | null = null
    const at = await server({
      relay: { compactAfter: { updates: 20, bytes: 1_000_000, share: 0 } },
      documentLog: (log) => (stored = log),
    })
    const ada = peer(at)
    await synced(ada)
    for (let index = 0; index < 300; index += 1) {
      ada.doc.getText('prompt').insert(0, `${'word '.repeat(100)}${index}`)
      if (index % 3 === 0) await until(() => expect(ada.isSaved()).toBe(true))
    }
    await until(() => expect(ada.isSaved()).toBe(true))
    await until(async () => {
      const { snapshot, tail } = await (stored as unknown as DocumentLog).load(ROOM)
      expect(snapshot).not.toBeNull()
      expect(tail.length).toBeLessThan(25)
    })
    const { snapshot, tail } = await (stored as unknown as DocumentLog).load(ROOM)
    const restored = new Y.Doc()
    for (const bytes of [snapshot as Uint8Array, ...tail.map((entry) => entry.bytes)]) Y.applyUpdate(restored, bytes)
    expect(restored.getText('prompt').toString()).toBe(ada.doc.getText('prompt').toString())
    const ben = peer(at)
    await synced(ben)
    expect(ben.doc.getText('prompt').toString()).toBe(ada.doc.getText('prompt').toString())
  })
})

describe('the server as a peer', () => {
  test('[D1] an edit of the server reaches the peers, and is committed when it is done', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const ada = peer(at)
    await synced(ada)
    const result = await at.services.relay.withDocument(ROOM, (doc) => {
      doc.getMap('meta').set('name', 'From the server')
      return 42
    })
    expect(result).toBe(42)
    expect(trouble.appends).toBe(1)
    await until(() => expect(ada.doc.getMap('meta').get('name')).toBe('From the server'))
    ada.doc.getMap('meta').set('name', 'From Ada')
    await until(() => expect(ada.isSaved()).toBe(true))
    expect(await storedMeta(at)).toBe('{"name":"From Ada"}')
  })

  test('[D2] nothing remains of an edit that throws or cannot be kept', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const { relay } = at.services
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Before'))
    const thrown = relay.withDocument(ROOM, (doc) => {
      doc.getMap('meta').set('name', 'Half')
      throw new Error('refused')
    })
    await expect(thrown).rejects.toThrow('refused')
    expect(await storedMeta(at)).toBe('{"name":"Before"}')
    trouble.fail = true
    const unkept = relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Unkept'))
    await expect(unkept).rejects.toThrow('disk is full')
    trouble.fail = false
    expect(await storedMeta(at)).toBe('{"name":"Before"}')
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'After'))
    expect(await storedMeta(at)).toBe('{"name":"After"}')
  })

  test('[D3] a reader never sees an edit on its way', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const { relay } = at.services
    await relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Before'))
    let release = (): void => {}
    trouble.hold = new Promise((resolve) => (release = resolve))
    trouble.fail = true
    const edit = relay.withDocument(ROOM, (doc) => doc.getMap('meta').set('name', 'Never'))
    const refused = expect(edit).rejects.toThrow('disk is full')
    await until(() => expect(trouble.appends).toBe(2))
    const seen = storedMeta(at)
    release()
    await refused
    expect(await seen).toBe('{"name":"Before"}')
  })

  test('[D4] more documents than may be open at once', async () => {
    const at = await server({ relay: { openDocuments: 2 } })
    const rooms = Array.from({ length: 5 }, (_, index) => `project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d0${index}`)
    await Promise.all(
      rooms.map((room) => at.services.relay.withDocument(room, (doc) => doc.getMap('meta').set('room', room))),
    )
    for (const room of rooms) expect(await storedMeta(at, room)).toBe(JSON.stringify({ room }))
  })
})
