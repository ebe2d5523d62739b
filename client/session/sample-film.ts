import { importFilm } from '#shared/commands/import-film.ts'
import { starTakes } from '#shared/commands/review-commands.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { openReviewDoc } from '#shared/document/review-doc.ts'
import { freshSample, SampleManifest } from '#shared/interchange/sample-film.ts'
import type { SampleFile } from '#shared/interchange/sample-film.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { SyncDocument } from '../sync/sync-document.ts'
import type { SyncDocumentServices } from '../sync/sync-document.ts'
import type { MediaLibrary } from './media-library.ts'
import type { SessionClock } from './session-clock.ts'

/** Address of the sample film's manifest. */
export const SAMPLE_MANIFEST = '/sample/sample.json'

/** What bringing in the sample film takes. */
export interface SampleServices {
  readonly sync: SyncDocumentServices
  readonly media: MediaLibrary
  readonly clock: SessionClock
  readonly fetch: typeof fetch
}

/** How many files are fetched at a time. */
const LANES = 4

/** Reads the manifest. Throws an `Error` with words for people when it cannot be had. */
export async function fetchSample(manifestUrl: string, send: typeof fetch): Promise<SampleManifest> {
  const response = await send(manifestUrl).catch(() => null)
  if (!response?.ok) throw new Error('The sample film could not be fetched. Try again when the server can be reached.')
  return SampleManifest.parse(await response.json())
}

/** Writes the sample as a new film on this device. Returns its id; the media follow by `fetchSampleMedia`. */
export async function writeSample(manifest: SampleManifest, { sync, clock }: SampleServices): Promise<string> {
  const projectId = clock.newId()
  const context = { origin: changeOrigin('import'), now: clock.now, newId: clock.newId, actor: 'Sample' }
  const { film, starredTakeIds } = freshSample(manifest, clock)
  const project = await SyncDocument.open(roomName({ kind: 'project', projectId }), sync)
  const review = await SyncDocument.open(roomName({ kind: 'review', projectId }), sync)
  try {
    importFilm(openProjectDoc(project.ydoc), { ...film, sample: true }, context)
    if (starredTakeIds.length > 0) starTakes(openReviewDoc(review.ydoc), { takeIds: starredTakeIds, on: true }, context)
  } finally {
    await Promise.all([project.close(), review.close()])
  }
  return projectId
}

/** How soon a file is needed: 0 for the pictures that the board shows, then other stills, the song, what moves. */
function needOf(manifest: SampleManifest): (file: SampleFile) => number {
  const picked = new Set(manifest.clips.map((clip) => clip.selectedTakeId))
  const shown = new Set(manifest.takes.filter((take) => picked.has(take.id)).map((take) => take.media))
  return ({ sha256, mime }) => {
    if (mime.startsWith('image/')) return shown.has(sha256) || sha256 === manifest.hero ? 0 : 1
    return mime.startsWith('audio/') ? 2 : mime.startsWith('video/') ? 3 : 4
  }
}

/**
 * Brings the sample's media onto this device; what is here already is not fetched again. They are not uploaded: every
 * device gets them from where the app comes from. `part` says whether all of them or those that the board shows first.
 */
export async function fetchSampleMedia(
  manifest: SampleManifest,
  manifestUrl: string,
  { media, fetch: send }: SampleServices,
  part: 'shown' | 'all',
  report: (fraction: number) => void = () => undefined,
): Promise<void> {
  const need = needOf(manifest)
  const files = part === 'all' ? manifest.files : manifest.files.filter((file) => need(file) === 0)
  const queue = files.toSorted((a, b) => need(a) - need(b))
  const total = queue.reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  const lane = async (): Promise<void> => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      if (!(await media.has(file.sha256))) {
        const response = await send(new URL(file.path, new URL(manifestUrl, location.href)).pathname)
        if (!response.ok) throw new Error('A part of the sample film could not be fetched.')
        const bytes = await response.arrayBuffer()
        await media.store(file.sha256, new Blob([bytes], { type: file.mime }))
      }
      done += file.bytes
      report(done / total)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
