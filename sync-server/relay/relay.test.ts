import { once } from 'node:events'
import * as decoding from 'lib0/decoding'
import { describe, expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { EMPTY_STATE_VECTOR, syncFrame } from '#server/testing/raw-peer.ts'
import {
  cleanUpAfterEach,
  peer,
  raw,
  ROOM,
  server,
  synced,
  troubledLog,
  update,
} from '#server/testing/relay-fixture.ts'
import { until } from '#server/testing/until.ts'
import { MessageType } from '#shared/protocol/relay-messages.ts'

cleanUpAfterEach()

describe('coming in', () => {
  test('[R1] two stock clients see each other’s edits', async () => {
    const at = await server()
    const ada = peer(at)
    const ben = peer(at)
    await synced(ada, ben)
    ada.doc.getMap('meta').set('name', 'Night train')
    await until(() => expect(ben.doc.getMap('meta').get('name')).toBe('Night train'))
    ben.doc.getText('lyrics').insert(0, 'First verse')
    await until(() => expect(ada.doc.getText('lyrics').toString()).toBe('First verse'))
    await until(() => expect(ada.isSaved() && ben.isSaved()).toBe(true))
  })

  test('[R1] rooms are apart', async () => {
    const at = await server()
    const [film, review, library] = [
      peer(at),
      peer(at, 'review/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'),
      peer(at, 'library'),
    ]
    await synced(film, review, library)
    film.doc.getMap('meta').set('name', 'Film')
    await until(() => expect(film.isSaved()).toBe(true))
    expect(review.doc.getMap('meta').size + library.doc.getMap('meta').size).toBe(0)
  })

  test.each(['project/not-a-uuid', 'project', 'nowhere', `${ROOM}/more`, ROOM.toUpperCase(), 'project/%E0%A4%A'])(
    '[R2] %s is no room: accepted, then closed with 4404, and the stock client stays away',
    async (room) => {
      const at = await server()
      const lost = peer(at, room)
      await until(() => expect(lost.closeCodes).toEqual([4404]))
      expect(lost.provider.shouldConnect).toBe(false)
    },
  )

  test('[R3] what is stored is there after a restart, before a client counts as synced', async () => {
    const first = await server()
    const ada = peer(first)
    await synced(ada)
    ada.doc.getMap('meta').set('name', 'Night train')
    await until(() => expect(ada.isSaved()).toBe(true))
    ada.stop()
    const log = await first.services.relay.readDocument(ROOM, (doc) => Y.encodeStateAsUpdate(doc))
    await first.stop()
    const at = await server()
    await at.services.relay.withDocument(ROOM, (doc) => Y.applyUpdate(doc, log))
    const ben = peer(at)
    await synced(ben)
    expect(ben.doc.getMap('meta').get('name')).toBe('Night train')
  })

  test('[R4] a peer that comes in is told the room’s clocks and who is there, before it has said anything', async () => {
    const at = await server()
    const ada = peer(at)
    await synced(ada)
    ada.provider.awareness.setLocalState({ name: 'Ada' })
    ada.doc.getMap('meta').set('name', 'Night train')
    await until(() => expect(ada.isSaved()).toBe(true))
    await until(() => expect(at.services.relay.load.connections).toBe(1))
    const silent = await raw(at)
    const questionOf = (): Uint8Array | undefined => silent.frames.find(([type]) => type === MessageType.sync)
    await until(() => expect(questionOf()?.[1]).toBe(0))
    expect(Y.decodeStateVector(questionOf()!.subarray(3))).toEqual(Y.decodeStateVector(Y.encodeStateVector(ada.doc)))
    // What she says of herself since a moment ago may come behind what she said before.
    const listening = new Awareness(new Y.Doc())
    await until(() => {
      for (const frame of silent.frames.filter(([type]) => type === MessageType.awareness)) {
        applyAwarenessUpdate(listening, decoding.readVarUint8Array(decoding.createDecoder(frame.subarray(1))), null)
      }
      expect(listening.getStates().get(ada.doc.clientID)).toEqual({ name: 'Ada' })
    })
    listening.destroy()
  })

  test('[R4] in an empty room nobody is there, and the clocks are none', async () => {
    const silent = await raw(await server())
    await until(() => expect(silent.frames).toHaveLength(1))
    expect([...(silent.frames[0] ?? [])]).toEqual([MessageType.sync, 0, 1, 0])
  })

  test('[R5] the first edit of an unknown project makes its catalogue entry, which follows the document', async () => {
    const at = await server()
    const ada = peer(at)
    const id = ROOM.split('/')[1] ?? ''
    await synced(ada)
    expect(ada.doc.store.clients.size).toBe(0)
    await at.services.catalogRefresher.refresh()
    expect(await at.services.catalog.list()).toEqual([])
    ada.doc.transact(() => {
      ada.doc.getMap('meta').set('schemaVersion', 2)
      ada.doc.getMap('meta').set('name', 'Night train')
      ada.doc.getMap('scenes').set('7d8c6a52-3f5e-4b0e-9b42-0c8f4f1c2d11', new Y.Map())
    })
    await until(() => expect(ada.isSaved()).toBe(true))
    await at.services.catalogRefresher.refresh()
    expect((await at.services.catalog.get(id))?.name).toBe('Night train')
    expect(await at.services.catalog.findEntity('7d8c6a52-3f5e-4b0e-9b42-0c8f4f1c2d11')).toEqual({
      entityId: '7d8c6a52-3f5e-4b0e-9b42-0c8f4f1c2d11',
      projectId: id,
      kind: 'scene',
    })
  })
})

describe('saved', () => {
  test('[S1] only those who ask hear of it', async () => {
    const at = await server()
    const [asks, silent] = [peer(at), peer(at, ROOM, { ack: false })]
    await synced(asks, silent)
    silent.doc.getMap('meta').set('name', 'Quiet')
    await until(() => expect(asks.doc.getMap('meta').get('name')).toBe('Quiet'))
    expect(silent.savedMessages()).toBe(0)
    asks.doc.getMap('meta').set('name', 'Loud')
    await until(() => expect(asks.isSaved()).toBe(true))
    expect([...asks.saved.keys()]).toEqual([asks.doc.clientID])
  })

  test('[S2] a deletion, which moves no clock, is followed by a message too', async () => {
    const at = await server()
    const ada = peer(at)
    await synced(ada)
    ada.doc.getText('prompt').insert(0, 'sunrise')
    await until(() => expect(ada.isSaved()).toBe(true))
    const before = ada.savedMessages()
    ada.doc.getText('prompt').delete(0, 3)
    await until(() => expect(ada.savedMessages()).toBeGreaterThan(before))
    expect(await at.services.relay.readDocument(ROOM, (doc) => doc.getText('prompt').toString())).toBe('rise')
  })

  test('[S3] an answer comes after all that was sent before it is committed', async () => {
    const trouble = troubledLog()
    const at = await server(trouble.options)
    const client = await raw(at)
    await until(() => expect(client.frames).toHaveLength(1))
    let release = (): void => {}
    trouble.hold = new Promise((resolve) => (release = resolve))
    client.send(
      syncFrame(
        2,
        update((doc) => doc.getMap('meta').set('name', 'Barrier')),
      ),
    )
    client.send(syncFrame(0, EMPTY_STATE_VECTOR))
    await until(() => expect(trouble.appends).toBe(1))
    expect(client.frames).toHaveLength(1)
    release()
    await until(() => expect(client.frames).toHaveLength(2))
    expect([...(client.frames[1] ?? [])].slice(0, 2)).toEqual([0, 1])
  })
})

describe('answers', () => {
  test('[A1] edits and deletions made while a client was away reach it', async () => {
    const at = await server()
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    ada.doc.getText('prompt').insert(0, 'sunrise over the sea')
    await until(() => expect(ben.doc.getText('prompt').length).toBe(20))
    ben.provider.disconnect()
    ada.doc.getText('prompt').delete(0, 8)
    await until(() => expect(ada.savedMessages()).toBeGreaterThan(1))
    ben.provider.connect()
    await until(() => expect(ben.doc.getText('prompt').toString()).toBe('over the sea'))
    ben.provider.disconnect()
    ada.doc.getMap('meta').set('name', 'Sea')
    await until(() => expect(ada.isSaved()).toBe(true))
    ben.provider.connect()
    await until(() => expect(ben.doc.getMap('meta').get('name')).toBe('Sea'))
  })

  test('[A1] what two clients did offline is merged', async () => {
    const at = await server()
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    ada.provider.disconnect()
    ben.provider.disconnect()
    for (let index = 0; index < 200; index += 1) {
      ada.doc.getText('prompt').insert(0, 'a')
      ben.doc.getText('prompt').insert(0, 'b')
    }
    ada.provider.connect()
    ben.provider.connect()
    await until(() => {
      expect(ada.doc.getText('prompt').length).toBe(400)
      expect(ben.doc.getText('prompt').toString()).toBe(ada.doc.getText('prompt').toString())
    })
  })

  test('[A2] a flood of questions gets few answers, the last of them included', async () => {
    const at = await server()
    const writer = peer(at)
    await synced(writer)
    writer.doc.getText('prompt').insert(0, 'x'.repeat(100_000))
    await until(() => expect(writer.isSaved()).toBe(true))
    const flood = await raw(at)
    flood.socket.pause()
    for (let index = 0; index < 500; index += 1) flood.send(syncFrame(0, EMPTY_STATE_VECTOR))
    const ben = peer(at)
    await synced(ben)
    flood.socket.resume()
    await until(() => expect(flood.frames.length).toBeGreaterThan(1))
    flood.socket.ping()
    await once(flood.socket, 'pong')
    expect(flood.frames.filter((frame) => frame[1] === 1 && frame[0] === 0).length).toBeLessThan(500)
  })
})
