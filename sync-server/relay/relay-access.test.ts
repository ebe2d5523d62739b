import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RoomVisitor } from '#server/auth/permissions.ts'
import { memoryDocumentLog } from '#server/storage/memory/memory-document-log.ts'
import { syncFrame } from '#server/testing/raw-peer.ts'
import { recordedSocket } from '#server/testing/recorded-socket.ts'
import { ROOM, update } from '#server/testing/relay-fixture.ts'
import { until } from '#server/testing/until.ts'
import { CloseCode, MessageType } from '#shared/protocol/relay-messages.ts'
import type { PeerSocket } from './peer-socket.ts'
import { Relay } from './relay.ts'

const VIEWER: RoomVisitor = { studio: 'member', project: 'viewer' }
const EDITOR: RoomVisitor = { studio: 'member', project: 'editor' }
const STRANGER: RoomVisitor = { studio: 'member', project: null }

const arrive = (relay: Relay, socket: PeerSocket, visitor: RoomVisitor): ReturnType<Relay['connect']> =>
  relay.connect(socket, ROOM, { wantsSaved: false, author: null, visitor })

const edit = (text: string): Uint8Array =>
  syncFrame(
    2,
    update((doc) => doc.getMap('meta').set('name', text)),
  )

test('[R6] what a viewer sends is not kept, it is told so, and goes on to see what others write', async () => {
  const log = memoryDocumentLog()
  const relay = new Relay({ log, now: Date.now, report: () => {}, reportRoom: () => {} })
  const [viewer, editor] = [recordedSocket(), recordedSocket()]
  const looking = arrive(relay, viewer, VIEWER)
  const writing = arrive(relay, editor, EDITOR)
  await until(() => expect(viewer.frames.length).toBeGreaterThan(0))

  looking?.receive(edit('by the viewer'))
  expect(viewer.frames.at(-1)?.[0]).toBe(MessageType.auth)
  expect(viewer.closedWith).toBeNull()
  expect(await log.has(ROOM)).toBe(false)

  writing?.receive(edit('by the editor'))
  await until(() => expect(viewer.frames.at(-1)?.[0]).toBe(MessageType.sync))
  const doc = new Y.Doc()
  for (const { bytes } of (await log.load(ROOM)).tail) Y.applyUpdate(doc, bytes)
  expect(doc.getMap('meta').get('name')).toBe('by the editor')

  // A stock client sends back what it has heard: nothing new, and no offence.
  const heard = viewer.frames.length
  looking?.receive(syncFrame(1, Y.encodeStateAsUpdate(doc)))
  expect(viewer.frames).toHaveLength(heard)
  await relay.stop()
})

test('[R6] who has no role in a film is sent away, and does not come back by itself', async () => {
  const relay = new Relay({ log: memoryDocumentLog(), now: Date.now, report: () => {}, reportRoom: () => {} })
  const socket = recordedSocket()
  expect(arrive(relay, socket, STRANGER)).toBeNull()
  expect(socket.closedWith).toBe(CloseCode.notAllowed)
  expect(relay.load.rooms).toBe(0)
  await relay.stop()
})
