import * as Y from 'yjs'
import { writable } from '../session/store.ts'
import { NOT_CONNECTED } from '../sync/relay-connection.ts'
import type { RelayConnector, RelayState } from '../sync/relay-connection.ts'

/** A server in memory: rooms that keep documents, and a line that can be cut. Everything happens at once. */
export function fakeRelay(now: () => number = () => 0) {
  const rooms = new Map<string, Y.Doc>()
  const links = new Set<{ connect: () => void; cut: () => void; refuse: (code: number) => void }>()
  let up = true
  let mayWrite = true

  const roomOf = (name: string): Y.Doc => {
    const room = rooms.get(name) ?? new Y.Doc()
    rooms.set(name, room)
    return room
  }

  const connector: RelayConnector = ({ room: name, ydoc, onSaved, onUpdate }) => {
    const state = writable(NOT_CONNECTED)
    const patch = (change: Partial<RelayState>): void => state.update((before) => ({ ...before, ...change }))
    const room = roomOf(name)
    let connected = false

    const acknowledge = (): void => onSaved(Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(room))), true)
    const receive = (update: Uint8Array): void => {
      onUpdate(update)
      Y.applyUpdate(ydoc, update, link)
    }
    const toRoom = (update: Uint8Array, origin: unknown): void => {
      if (!connected || origin === link || !mayWrite) return
      Y.applyUpdate(room, update, link)
      acknowledge()
    }
    const fromRoom = (update: Uint8Array, origin: unknown): void => {
      if (connected && origin !== link) receive(update)
    }
    const link = {
      connect: () => {
        if (connected) return
        if (!up) return patch({ phase: 'connecting', failing: true })
        connected = true
        patch({ phase: 'connected', refusal: null, failing: false, everConnected: true })
        receive(Y.encodeStateAsUpdate(room, Y.encodeStateVector(ydoc)))
        if (mayWrite) Y.applyUpdate(room, Y.encodeStateAsUpdate(ydoc, Y.encodeStateVector(room)), link)
        acknowledge()
        patch({ phase: 'synced', droppedAt: null, syncedAt: now(), mayWrite })
      },
      cut: () => {
        if (connected) patch({ phase: 'connecting', droppedAt: now() })
        connected = false
      },
      refuse: (code: number) => {
        connected = false
        patch({ phase: 'refused', refusal: { code, reason: '' } })
      },
    }
    ydoc.on('update', toRoom)
    room.on('update', fromRoom)
    return {
      state,
      connect: () => {
        links.add(link)
        link.connect()
      },
      retry: link.connect,
      close: () => {
        links.delete(link)
        connected = false
        ydoc.off('update', toRoom)
        room.off('update', fromRoom)
        patch({ phase: 'idle' })
      },
    }
  }

  return {
    connector,
    /** What the server keeps of a room. */
    room: roomOf,
    /** Cuts every line; nobody gets through until `restore`. */
    drop: () => {
      up = false
      for (const link of links) link.cut()
    },
    /** Lets everybody in again. */
    restore: () => {
      up = true
      for (const link of [...links]) link.connect()
    },
    /** From the next connection on, the server takes changes, or not. */
    allowWriting: (allowed: boolean) => {
      mayWrite = allowed
    },
    /** Ends every connection with a close code. */
    refuse: (code: number) => {
      for (const link of links) link.refuse(code)
    },
  }
}

/** A server in memory. */
export type FakeRelay = ReturnType<typeof fakeRelay>
