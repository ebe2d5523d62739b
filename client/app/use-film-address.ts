import { useEffect } from 'react'
import { useSearch } from 'wouter'
import type { PageName } from '#client/session/action.ts'
import type { ProjectSession } from '#client/session/project-session.ts'
import { framesToSeconds, secondsToFrames } from '#shared/model/time.ts'

/**
 * Keeps the address and the view of a film in step: `?clip=`, `?t=` (seconds) and `?play=1` that arrive are followed, and
 * the selected clip is written back, so that a reload or a copied link opens at the same place.
 */
export function useFilmAddress(session: ProjectSession | null, page: PageName): void {
  const search = useSearch()

  useEffect(() => {
    if (!session) return
    const params = new URLSearchParams(search)
    const clipId = params.get('clip')
    const seconds = Number(params.get('t') ?? NaN)
    const snapshot = session.records.get()
    const stopWaiting = clipId === null ? null : followClip(session, clipId)
    const rate = snapshot.project.frameRate
    if (seconds >= 0 && Math.abs(framesToSeconds(session.view.playhead.get(), rate) - seconds) > 0.02) {
      session.view.playhead.set(secondsToFrames(seconds, rate))
    }
    if (params.get('play') === '1') {
      // Asked for once: a reload does not start the film again.
      params.delete('play')
      params.delete('t')
      const rest = params.toString()
      history.replaceState(history.state, '', rest ? `${location.pathname}?${rest}` : location.pathname)
      session.view.patch({ playing: true })
    }
    return stopWaiting ?? undefined
  }, [session, search])

  useEffect(() => {
    if (!session) return
    session.presence.setPage(page)
    const write = (): void => {
      const params = new URLSearchParams(location.search)
      const lead = session.view.get().selectedClipIds.at(-1) ?? null
      // While the film is still on its way the address is all that is known of the place.
      if (params.get('clip') === lead || (lead === null && !session.loaded.get())) return
      if (lead) params.set('clip', lead)
      else params.delete('clip')
      const query = params.toString()
      history.replaceState(history.state, '', query ? `${location.pathname}?${query}` : location.pathname)
    }
    write()
    return session.view.subscribe(write)
  }, [session, page])
}

/** Selects a clip now, or as soon as the film brings it: a link may be opened where the film has never been. */
function followClip(session: ProjectSession, clipId: string): (() => void) | null {
  const select = (): boolean => {
    if (!session.records.get().clips.has(clipId)) return false
    if (session.view.get().selectedClipIds.at(-1) !== clipId) session.view.selectClips([clipId])
    return true
  }
  if (select() || session.loaded.get()) return null
  const stop = session.records.subscribe(() => {
    if (select()) stop()
  })
  return stop
}
