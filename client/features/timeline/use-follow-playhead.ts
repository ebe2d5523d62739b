import { useEffect } from 'react'
import { pageTurn, reveal } from './geometry.ts'
import type { TimelineModel } from './timeline-model.ts'

/** Keeps the playhead in view: turns the page while playing, and goes after a playhead that was put elsewhere. */
export function useFollowPlayhead(model: TimelineModel): void {
  useEffect(() => {
    const { view } = model.session
    let wasPlaying = view.get().playing
    const stopView = view.subscribe(() => {
      const { playing } = view.get()
      if (playing && !wasPlaying) model.following = true
      wasPlaying = playing
    })
    const stopPlayhead = view.playhead.subscribe(() => {
      const viewport = model.viewport.get()
      if (viewport.width === 0) return
      const frame = view.playhead.get()
      const scrollFrame = view.get().playing
        ? model.following
          ? pageTurn(viewport, frame)
          : null
        : reveal(viewport, frame)
      if (scrollFrame !== null) model.show({ ...viewport, scrollFrame })
    })
    return () => {
      stopView()
      stopPlayhead()
    }
  }, [model])
}
