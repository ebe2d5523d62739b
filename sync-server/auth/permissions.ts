import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { Room } from '#shared/protocol/rooms.ts'

/** What somebody may do in a room. */
export type RoomAccess = 'none' | 'read' | 'write'

/** Somebody who wants into a room. */
export interface RoomVisitor {
  /** Null for whoever has nothing to do with the studio: a guest of a share link. */
  readonly studio: StudioRole | null
  /** The role in the film that the room belongs to; null without one, and for the library. */
  readonly project: ProjectRole | null
}

/** On loopback nobody signs in, and whoever is at the machine owns everything. */
export const MACHINE_OWNER: RoomVisitor = { studio: 'administrator', project: 'owner' }

const WRITERS_OF_PROJECT: ReadonlySet<ProjectRole> = new Set(['owner', 'editor'])
const WRITERS_OF_REVIEW: ReadonlySet<ProjectRole> = new Set(['owner', 'editor', 'reviewer'])

/** The write rule of each kind of room: who has a role in a film reads both of its rooms, and the studio reads its library. */
export function roomAccess(kind: Room['kind'], { studio, project }: RoomVisitor): RoomAccess {
  switch (kind) {
    case 'library':
      if (!studio) return 'none'
      return studio === 'guest' ? 'read' : 'write'
    case 'project':
      return filmAccess(project, WRITERS_OF_PROJECT)
    case 'review':
      return filmAccess(project, WRITERS_OF_REVIEW)
  }
}

function filmAccess(role: ProjectRole | null, writers: ReadonlySet<ProjectRole>): RoomAccess {
  if (!role) return 'none'
  return writers.has(role) ? 'write' : 'read'
}

/** The roles in a film, the least first. */
const RANKS: readonly ProjectRole[] = ['viewer', 'reviewer', 'editor', 'owner']

/** Whether a role in a film is enough for what takes at least another one. */
export function mayAct(role: ProjectRole, least: ProjectRole): boolean {
  return RANKS.indexOf(role) >= RANKS.indexOf(least)
}
