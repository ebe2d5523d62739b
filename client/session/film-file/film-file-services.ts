import type { UploadFile } from '../../sync/outbox.ts'
import type { FilmFileWorkerApi } from '../../workers/film-file/film-file-worker-api.ts'
import type { WorkerBridge } from '../../workers/worker-bridge.ts'
import type { MediaLibrary } from '../media-library.ts'
import type { Projects } from '../projects.ts'
import type { SessionClock } from '../session-clock.ts'
import type { FilmVersions } from '../versions/film-versions.ts'

/** What saving and opening film files works with. */
export interface FilmFileServices {
  readonly projects: Projects
  readonly media: MediaLibrary
  readonly versions: Pick<FilmVersions, 'keepAside'>
  readonly worker: WorkerBridge<FilmFileWorkerApi>
  readonly clock: SessionClock
  /** Keeps files for upload. */
  readonly queueUploads: (projectId: string, files: readonly UploadFile[]) => Promise<void>
  /** Asks the browser to keep this site's data. */
  readonly keepStorage: () => void
  /** Bytes that this device still has for this site; null where the browser does not tell. */
  readonly freeBytes: () => Promise<number | null>
}
