import type { FanOut, FanOutListener } from './fan-out.ts'

/** A medium for several servers in one process: a test's stand-in for Redis. */
export interface MemoryFanOutHub {
  /** Joins as another process would. */
  join(): FanOut
  /** Lets nothing through until `restore` is called. */
  breakDown(): void
  restore(): void
  /** Loses the next `count` messages without anybody noticing. */
  loseNext(count: number): void
}

interface Member {
  readonly channels: Map<string, Set<FanOutListener>>
  readonly restored: Set<() => void>
}

/** Makes a medium that nobody has joined yet. Messages arrive in a later turn of the event loop, as from a socket. */
export function memoryFanOut(): MemoryFanOutHub {
  const members = new Map<string, Member>()
  const waiting = new Set<() => void>()
  let connected = true
  let toLose = 0

  const send = (from: string, channel: string, message: Uint8Array): void => {
    for (const [name, { channels }] of members) {
      if (name === from) continue
      for (const listener of channels.get(channel) ?? []) listener(message, from)
    }
  }

  const join = (): FanOut => {
    const name = `process-${members.size + 1}`
    const member: Member = { channels: new Map(), restored: new Set() }
    let closed = false
    members.set(name, member)
    return {
      get connected() {
        return connected
      },
      publish(channel, message) {
        if (!connected || closed) return
        if (toLose > 0) {
          toLose -= 1
          return
        }
        const copy = message.slice()
        setImmediate(() => send(name, channel, copy))
      },
      subscribe(channel, listener) {
        const listeners = member.channels.get(channel) ?? new Set()
        listeners.add(listener)
        member.channels.set(channel, listeners)
        const ready = connected ? Promise.resolve() : new Promise<void>((resolve) => waiting.add(resolve))
        const stop = (): void => {
          listeners.delete(listener)
        }
        return { ready, stop }
      },
      onRestored(listener) {
        member.restored.add(listener)
        return () => member.restored.delete(listener)
      },
      async close() {
        closed = true
        member.channels.clear()
        member.restored.clear()
      },
    }
  }

  return {
    join,
    breakDown() {
      connected = false
    },
    restore() {
      connected = true
      for (const resolve of waiting) resolve()
      waiting.clear()
      for (const { restored } of members.values()) for (const listener of restored) listener()
    },
    loseNext(count) {
      toLose = count
    },
  }
}
