import type { AccessChange, AccessChanges } from '#server/auth/access-changes.ts'
import { concerns } from '#server/auth/change-concerns.ts'
import type { FilmAccess } from '#server/auth/film-access.ts'
import type { Identity } from '#server/auth/identity.ts'
import { MACHINE_OWNER, roomAccess, type RoomVisitor } from '#server/auth/permissions.ts'
import type { Service } from '#server/services/service.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { parseRoom, type Room } from '#shared/protocol/rooms.ts'

/** A peer that came in through the gate, as the relay knows it. */
export interface GuardedPeer {
  readonly identity: Identity | null
  readonly roomName: string
  readonly mayWrite: boolean
  close(code: number, reason: string): void
}

/** What the gate says of somebody who wants into a room. */
export interface RoomPass {
  readonly identity: Identity | null
  /** Null: they have to sign in. */
  readonly visitor: RoomVisitor | null
  /** Makes them the owner of a film that nobody has made yet; null where that is not the case. */
  readonly claim: (() => Promise<boolean>) | null
  /** Hears of the peer once it is in: what has changed meanwhile still counts. */
  readonly onConnected: (peer: GuardedPeer) => void
}

/** What the gate takes. */
export interface RoomGateServices {
  readonly films: FilmAccess
  readonly changes: AccessChanges
  /** All who are in. */
  readonly peers: () => Iterable<GuardedPeer>
  /** Hears of trouble while somebody was looked at again; they have been sent away to come back. */
  readonly onFailed: (error: unknown) => void
  /** Milliseconds after which everybody is looked at again: sessions end by themselves as well. */
  readonly lookEveryMs: number
}

/** Decides who comes into a room, and sees to it that nobody stays whose access has ended. See SPEC.md, R6. */
export class RoomGate implements Service {
  readonly name = 'room gate'
  readonly #services: RoomGateServices
  #unsubscribe: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(services: RoomGateServices) {
    this.#services = services
  }

  async pass(identity: Identity | null, roomName: string): Promise<RoomPass> {
    const { films, changes } = this.#services
    const seen = changes.count
    const onConnected = (peer: GuardedPeer): void => {
      if (changes.count !== seen) void this.#lookAgain(peer)
    }
    const room = parseRoom(roomName)
    // Where nobody has to sign in, or there is no such room, the relay needs nothing more to decide.
    if (identity?.kind === 'machine' || !room) return { identity, visitor: MACHINE_OWNER, claim: null, onConnected }
    if (!identity) return { identity, visitor: null, claim: null, onConnected }
    const visitor = await visitorOf(identity, room)
    const projectId = room.kind === 'library' ? null : room.projectId
    const mayClaim = projectId !== null && visitor.project === null && films.mayMake(identity)
    const isNew = mayClaim && (await films.isUnknown(projectId))
    return { identity, visitor, claim: isNew ? () => films.claim(projectId, identity) : null, onConnected }
  }

  async run(): Promise<void> {
    this.#unsubscribe = this.#services.changes.subscribe((change) => this.#changed(change))
    this.#timer = setInterval(() => this.#changed({ kind: 'anything' }), this.#services.lookEveryMs).unref()
  }

  async drain(): Promise<void> {
    this.#unsubscribe?.()
    if (this.#timer) clearInterval(this.#timer)
  }

  async stop(): Promise<void> {}

  #changed(change: AccessChange): void {
    for (const peer of this.#services.peers()) {
      const room = parseRoom(peer.roomName)
      const projectId = room && room.kind !== 'library' ? room.projectId : null
      // A change in a film is nothing to the library.
      if (change.kind === 'film' && projectId === null) continue
      if (peer.identity && concerns(change, peer.identity, projectId)) void this.#lookAgain(peer)
    }
  }

  async #lookAgain(peer: GuardedPeer): Promise<void> {
    try {
      // Whoever has just made a film by writing into it is told so first.
      await new Promise((resolve) => setImmediate(resolve))
      const room = parseRoom(peer.roomName)
      const identity = await peer.identity?.renew()
      if (!identity || !room) return peer.close(CloseCode.signIn, 'You are signed out here')
      const visitor = await visitorOf(identity, room)
      const access = roomAccess(room.kind, visitor)
      if (access === 'none') {
        const mayStay = room.kind !== 'library' && (await this.#services.films.isUnknown(room.projectId))
        if (!mayStay) peer.close(CloseCode.notAllowed, 'You no longer have access to this film')
      } else if ((access === 'write') !== peer.mayWrite) {
        peer.close(CloseCode.roleChanged, 'Your role has changed; connect again')
      }
    } catch (error) {
      peer.close(CloseCode.internalError, 'The server met an error of its own; connect again')
      this.#services.onFailed(error)
    }
  }
}

/** What somebody is in a room: their roles, as far as what they came by allows. */
async function visitorOf(identity: Identity, room: Room): Promise<RoomVisitor> {
  const { scopes } = identity
  if (scopes && !scopes.has('read')) return { studio: null, project: null }
  const mayWrite = !scopes || scopes.has('write')
  const role = room.kind === 'library' ? null : await identity.roleIn(room.projectId)
  const studio = identity.kind === 'share-link' ? null : mayWrite ? identity.studio : 'guest'
  return { studio, project: role && (mayWrite ? role : 'viewer') }
}
