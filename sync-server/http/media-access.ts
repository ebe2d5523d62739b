import type { FilmAccess } from '#server/auth/film-access.ts'
import type { Identity } from '#server/auth/identity.ts'
import type { CatalogRefresher } from '#server/services/catalog-refresher.ts'
import type { LibraryMedia } from '#server/services/library-media.ts'
import type { JobStore } from '#server/storage/job-store.ts'
import type { MediaIndex } from '#server/storage/media-index.ts'
import { picturesIn } from '#shared/protocol/jobs.ts'

/** What deciding about a file takes. */
export interface MediaAccessServices {
  readonly films: FilmAccess
  readonly mediaIndex: Pick<MediaIndex, 'get'>
  readonly jobs: Pick<JobStore, 'open'>
  readonly catalogRefresher: Pick<CatalogRefresher, 'refreshAll'>
  readonly libraryMedia: Pick<LibraryMedia, 'refresh'>
}

/** Whether somebody may read a file: see `FilmAccess`; and pull workers read what the open jobs are made from. */
export function mediaAccess(services: MediaAccessServices): (identity: Identity, sha256: string) => Promise<boolean> {
  const { films, mediaIndex, jobs, catalogRefresher, libraryMedia } = services
  return async (identity, sha256) => {
    if (isWorker(identity) && (await jobs.open()).some(({ params }) => picturesIn(params).includes(sha256))) return true
    if (identity.scopes && !identity.scopes.has('read')) return false
    if (await films.mayReadMedia(identity, sha256)) return true
    // The index follows the films by a moment; who has just heard of a take may read it already.
    if (!(await mediaIndex.get(sha256))) return false
    await catalogRefresher.refreshAll()
    await libraryMedia.refresh()
    return films.mayReadMedia(identity, sha256)
  }
}

/** The program of a machine that fetches its work, by a token of an administrator. */
function isWorker({ kind, studio, scopes }: Identity): boolean {
  return kind === 'token' && studio === 'administrator' && (scopes === null || scopes.has('work'))
}
