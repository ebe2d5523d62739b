import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { EMPTY_STATE_VECTOR, syncFrame } from '#server/testing/raw-peer.ts'
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
  update,
} from '#server/testing/relay-fixture.ts'
import { until } from '#server/testing/until.ts'

cleanUpAfterEach()

describe('updates', () => {
  const broken: readonly (readonly [string, Uint8Array])[] = [
    ['an empty frame', new Uint8Array()],
    ['an unknown message', new Uint8Array([77, 1, 2])],
    ['the server’s own message', new Uint8Array([8, 1, 0])],
    ['an unknown sync message', new Uint8Array([0, 9, 1, 0])],
    ['a frame cut short', new Uint8Array([0, 2, 200, 1, 5])],
    ['bytes behind a message', new Uint8Array([...syncFrame(0, EMPTY_STATE_VECTOR), 1])],
    ['noise as an update', syncFrame(2, new Uint8Array([3, 250, 17, 99, 4, 4, 4, 200]))],
    ['an update cut short', syncFrame(2, update((doc) => doc.getMap('meta').set('name', 'Cut')).subarray(0, 12))],
    ['a state vector cut short', syncFrame(0, new Uint8Array([3, 1]))],
  ]
  test.each(broken)('[U1] %s closes its connection alone with 4400, logged once', async (_name, frame) => {
    const at = await server()
    const ada = peer(at)
    await synced(ada)
    const rude = await raw(at)
    rude.send(frame)
    expect(await rude.closed).toBe(4400)
    expect(logged(at, 4400)).toHaveLength(1)
    ada.doc.getMap('meta').set('name', 'Still here')
    await until(() => expect(ada.isSaved()).toBe(true))
    expect(ada.closeCodes).toEqual([])
    expect(await storedMeta(at)).toBe('{"name":"Still here"}')
  })

  test('[U1] text instead of bytes', async () => {
    const at = await server()
    const rude = await raw(at)
    rude.socket.send('hello')
    expect(await rude.closed).toBe(4400)
  })

  test('[U2] an update whose past is missing is answered with step 1 and not kept', async () => {
    const at = await server()
    const doc = new Y.Doc()
    update((d) => d.getMap('meta').set('name', 'First'), doc)
    const second = update((d) => d.getMap('meta').set('name', 'Second'), doc)
    const late = await raw(at)
    await until(() => expect(late.frames).toHaveLength(1))
    late.send(syncFrame(2, second))
    await until(() => expect(late.frames).toHaveLength(2))
    expect([...(late.frames[1] ?? [])]).toEqual([...syncFrame(0, EMPTY_STATE_VECTOR)])
    expect(await storedMeta(at)).toBe('{}')
    // What it then sends as a whole is taken.
    late.send(syncFrame(1, Y.encodeStateAsUpdate(doc)))
    await until(async () => expect(await storedMeta(at)).toBe('{"name":"Second"}'))
  })

  test('[U3] what is known already does not make the log grow', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const ada = peer(at)
    await synced(ada)
    ada.doc.getMap('meta').set('name', 'Night train')
    await until(() => expect(ada.isSaved()).toBe(true))
    const { appends } = trouble
    ada.provider.disconnect()
    ada.provider.connect()
    await synced(ada)
    const twice = await raw(at, ROOM, '?ack=1')
    twice.send(syncFrame(1, Y.encodeStateAsUpdate(ada.doc)))
    await until(() => expect(twice.frames.some((frame) => frame[0] === 8)).toBe(true))
    expect(trouble.appends).toBe(appends)
  })

  test('[U4] nobody sees an update, nor is it called saved or shown in an answer, before it is committed', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    let release = (): void => {}
    trouble.hold = new Promise((resolve) => (release = resolve))
    ada.doc.getMap('meta').set('name', 'Held')
    await until(() => expect(trouble.appends).toBe(1))
    const asker = await raw(at)
    asker.send(syncFrame(0, EMPTY_STATE_VECTOR))
    const syncFrames = (): Uint8Array[] => asker.frames.filter((frame) => frame[0] === 0)
    await until(() => expect(syncFrames()).toEqual([syncFrame(0, EMPTY_STATE_VECTOR)]))
    expect(ben.doc.getMap('meta').size).toBe(0)
    expect(ada.isSaved()).toBe(false)
    release()
    await until(() => expect(ben.doc.getMap('meta').get('name')).toBe('Held'))
    await until(() => expect(ada.isSaved()).toBe(true))
    await until(() => expect(syncFrames().length).toBeGreaterThan(1))
  })

  test('[U5] a burst is committed in few groups and arrives whole', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    for (let index = 0; index < 2000; index += 1) ada.doc.getText('prompt').insert(index, String(index % 10))
    await until(() => expect(ben.doc.getText('prompt').length).toBe(2000))
    expect(trouble.appends).toBeLessThan(1000)
    await until(() => expect(ada.isSaved()).toBe(true))
  })

  test('[U6] a peer does not hear its own edits again', async () => {
    const at = await server()
    const alone = await raw(at)
    await until(() => expect(alone.frames).toHaveLength(1))
    alone.send(
      syncFrame(
        2,
        update((doc) => doc.getMap('meta').set('name', 'Mine')),
      ),
    )
    await until(async () => expect(await storedMeta(at)).toBe('{"name":"Mine"}'))
    expect(alone.frames).toHaveLength(1)
  })

  test('[U7] [M7] a full disk closes the writer; the reader stays, and the room goes on', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    // His answer to the server's question, which brings nothing, is settled too once this is.
    ben.doc.getMap('notes').set('here', true)
    await until(() => expect(ben.isSaved()).toBe(true))
    trouble.fail = true
    ada.doc.getMap('meta').set('name', 'Lost')
    // A log that others share is tried again by itself (M7).
    const code = at.services.config.databaseUrl === null ? 4450 : 1013
    await until(() => expect(ada.closeCodes[0]).toBe(code))
    expect(ben.doc.getMap('meta').size).toBe(0)
    expect(ben.provider.wsconnected).toBe(true)
    trouble.fail = false
    ben.doc.getMap('meta').set('name', 'Kept')
    await until(() => expect(ben.isSaved()).toBe(true))
    // The edit that could not be kept is still with its writer, and comes again with it.
    ada.provider.connect()
    await until(() => expect(ada.isSaved()).toBe(true))
    await until(() => expect(ada.doc.getMap('meta').toJSON()).toEqual(ben.doc.getMap('meta').toJSON()))
  })
})
