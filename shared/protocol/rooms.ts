import { EntityId } from '../model/ids.ts'

/** A room is one shared document with one access rule. */
export type Room =
  | { readonly kind: 'project'; readonly projectId: string }
  | { readonly kind: 'review'; readonly projectId: string }
  | { readonly kind: 'library' }

/** The room's name, as it stands behind `/sync/`. */
export function roomName(room: Room): string {
  return room.kind === 'library' ? 'library' : `${room.kind}/${room.projectId}`
}

/** Reads a room name; null for anything that names no room. */
export function parseRoom(name: string): Room | null {
  if (name === 'library') return { kind: 'library' }
  const match = /^(project|review)\/([^/]+)$/.exec(name)
  if (!match || !EntityId.safeParse(match[2]).success) return null
  return { kind: match[1] as 'project' | 'review', projectId: match[2]! }
}
