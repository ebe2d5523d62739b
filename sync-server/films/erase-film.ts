import * as Y from 'yjs'
import type { DocumentAccess } from '#server/relay/relay.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import type { VersionStore } from '#server/storage/version-store.ts'
import { eraseRoots } from '#shared/document/erase.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { roomName } from '#shared/protocol/rooms.ts'

/** What erasing uses. */
export interface EraseServices {
  readonly documents: DocumentAccess & { reload(room: string): void }
  readonly log: Pick<DocumentLog, 'load' | 'compact'>
  readonly versions: Pick<VersionStore, 'list' | 'remove'>
  readonly catalog: Pick<Catalog, 'remove'>
  /** Calls off and forgets the jobs of a film. */
  readonly forgetJobs: (projectId: string) => Promise<void>
}

const ERASE = changeOrigin('rest')

/**
 * Deletes a film for good: everything in its documents, its versions, its jobs and its entry. The emptied documents stay,
 * because it is they that empty the copies on devices when those come back; nothing of what they held is left in the log.
 * Media stay, since other films may use them.
 */
export async function eraseFilm(projectId: string, services: EraseServices): Promise<void> {
  const { documents, versions, catalog, forgetJobs } = services
  await forgetJobs(projectId)
  for (const kind of ['project', 'review'] as const) {
    const room = roomName({ kind, projectId })
    await documents.withDocument(room, (ydoc) => eraseRoots(ydoc, ERASE))
    await forgetHistory(room, services)
  }
  const kept = await versions.list(projectId)
  await versions.remove(
    projectId,
    kept.map(({ id }) => id),
  )
  await catalog.remove(projectId)
}

/** Puts a state without the deleted content in the place of the updates that brought it. */
async function forgetHistory(room: string, { documents, log }: EraseServices): Promise<void> {
  const { lastSeq } = await log.load(room)
  if (lastSeq === 0) return
  const state = await documents.readDocument(room, (ydoc) => Y.encodeStateAsUpdate(ydoc))
  await log.compact(room, state, lastSeq)
  documents.reload(room)
}
