import { Hono } from 'hono'
import type { PeerAdmission } from '#server/relay/relay.ts'
import type { RoomGate } from '#server/relay/room-gate.ts'
import type { ApiEnv } from './api.ts'

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

interface SyncEnv {
  Bindings: UpgradeBindings
  Variables: ApiEnv['Variables']
}

/**
 * `/sync/{room}`: judges who wants to open a WebSocket. It stands behind the same middleware as every request; the
 * socket itself goes straight to the relay. An unknown room is refused there, by close code: see relay/SPEC.md.
 */
export function syncRoute({ roomGate }: { readonly roomGate: RoomGate }): Hono<SyncEnv> {
  const app = new Hono<SyncEnv>()
  app.get(`${PREFIX}*`, async (c) => {
    const { admit } = c.env
    if (!admit) return c.notFound()
    const wantsSaved = c.req.query('ack') === '1'
    const roomName = roomNameOf(c.req.path)
    const pass = await roomGate.pass(c.get('identity'), roomName)
    admit({ ...pass, roomName, wantsSaved, author: pass.identity?.accountId ?? null })
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
