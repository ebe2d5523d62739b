import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'
import { NOT_CONNECTED } from './relay-connection.ts'
import type { RelayConnection, RelayConnector, RelayState } from './relay-connection.ts'

/** Connections that exist only while `on` is true: off, they leave the room; on again, they come back by themselves. */
export function switchedConnector(connector: RelayConnector, on: Readable<boolean>): RelayConnector {
  return (request) => {
    const state = writable<RelayState>(NOT_CONNECTED)
    let wanted = false
    let line: { readonly relay: RelayConnection; readonly unfollow: () => void } | null = null

    const end = (): void => {
      line?.unfollow()
      line?.relay.close()
      line = null
      state.set(NOT_CONNECTED)
    }
    const settle = (): void => {
      if (!wanted || !on.get()) return end()
      if (line) return
      const relay = connector(request)
      line = { relay, unfollow: relay.state.subscribe(() => state.set(relay.state.get())) }
      relay.connect()
      state.set(relay.state.get())
    }
    const stop = on.subscribe(settle)

    return {
      state,
      connect: () => {
        wanted = true
        settle()
      },
      retry: () => line?.relay.retry(),
      close: () => {
        stop()
        wanted = false
        end()
      },
    }
  }
}
