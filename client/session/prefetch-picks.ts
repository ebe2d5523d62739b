import { pickedTake, storyClips } from '#shared/document/selectors.ts'
import type { MediaLibrary } from './media-library.ts'
import type { ProjectSession } from './project-session.ts'

const PAUSE_MS = 1_000

/**
 * Brings the picked takes and the song of an open film onto this device while it is in step with the server, so that the
 * film plays offline. What could not be had is asked for again after the next reconnect, not on each edit.
 */
export function prefetchPicks(session: ProjectSession, media: Pick<MediaLibrary, 'prefetch'>): () => void {
  const { state } = session.projectSync.relay
  let asked = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null

  const look = (): void => {
    timer = null
    if (state.get().phase !== 'synced') return
    const snapshot = session.records.get()
    // The sample's media come from where the app comes from.
    if (snapshot.project.sample) return
    const takes = storyClips(snapshot).flatMap((clip) => pickedTake(snapshot, clip) ?? [])
    const { music } = snapshot.project
    const wanted = [
      ...takes.map(({ media: sha256, bytes }) => ({ media: sha256, bytes })),
      ...(music ? [{ media: music.sha256, bytes: 0 }] : []),
    ]
    const fresh = wanted.filter((file) => !asked.has(file.media))
    for (const file of fresh) asked.add(file.media)
    if (fresh.length > 0) void media.prefetch(fresh)
  }
  const soon = (): void => {
    timer ??= setTimeout(look, PAUSE_MS)
  }
  const stops = [
    session.records.subscribe(soon),
    state.subscribe(() => {
      if (state.get().phase !== 'synced') asked = new Set()
      else soon()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
  }
}
