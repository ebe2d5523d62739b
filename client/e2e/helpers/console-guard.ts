import type { BrowserContext } from 'playwright/test'

/** What a browser says when the network, and nothing else, is gone. */
const NETWORK_GONE = [
  /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED|INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED_ENCODING|SOCKET_NOT_CONNECTED|CONNECTION_CLOSED|NETWORK_CHANGED|CONTENT_LENGTH_MISMATCH)/,
  /^WebSocket connection to '\S+' failed/,
  /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED_ENCODING)/,
]

/** Collects what pages complain about, so that a journey ends with none. */
export interface ConsoleGuard {
  /** Watches every page of a context, also those to come. */
  watch(context: BrowserContext): void
  /** This journey takes the network away: what browsers then say of it is allowed, and nothing else. */
  allowNetworkErrors(): void
  /** This journey provokes one kind of complaint on purpose. */
  allow(pattern: RegExp): void
  /** Stops listening: what servers that are put away do to open pages is no part of the journey. */
  end(): void
  /** The complaints that were not allowed. */
  complaints(): readonly string[]
}

/** A guard that has seen nothing yet. */
export function consoleGuard(): ConsoleGuard {
  const heard: string[] = []
  const allowed: RegExp[] = []
  let ended = false
  return {
    watch: (context) => {
      context.on('console', (message) => {
        if (message.type() === 'error' && !ended) heard.push(`${message.text()} (${message.location().url})`)
      })
      context.on('weberror', (webError) => {
        const thrown = webError.error()
        if (!ended) heard.push(`uncaught: ${thrown.name} ${thrown.stack || thrown.message}`)
      })
    },
    allowNetworkErrors: () => void allowed.push(...NETWORK_GONE),
    allow: (pattern) => void allowed.push(pattern),
    end: () => {
      ended = true
    },
    complaints: () => heard.filter((text) => !allowed.some((pattern) => pattern.test(text))),
  }
}
