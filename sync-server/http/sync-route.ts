import { Hono } from 'hono'
import { MACHINE_OWNER } from '#server/auth/permissions.ts'
import type { PeerAdmission } from '#server/relay/relay.ts'

const PREFIX = '/sync/'

/** A peer that may come in, and the room that it asked for. */
export interface AdmittedPeer extends PeerAdmission {
  readonly roomName: string
}

/** What an upgrade puts beside its request, to hear how it was judged. */
export interface UpgradeBindings {
  readonly admit?: (peer: AdmittedPeer) => void
  /** Network address of who asks. */
  readonly address?: string
}

/**
 * `/sync/{room}`: judges who wants to open a WebSocket. It stands behind the same middleware as every request; the
 * socket itself goes straight to the relay. An unknown room is refused there, by close code: see relay/SPEC.md.
 */
export function syncRoute(): Hono<{ Bindings: UpgradeBindings }> {
  const app = new Hono<{ Bindings: UpgradeBindings }>()
  app.get(`${PREFIX}*`, (c) => {
    const { admit } = c.env
    if (!admit) return c.notFound()
    const wantsSaved = c.req.query('ack') === '1'
    admit({ roomName: roomNameOf(c.req.path), wantsSaved, author: null, visitor: MACHINE_OWNER })
    return c.body(null)
  })
  return app
}

function roomNameOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(PREFIX.length))
  } catch {
    return ''
  }
}
