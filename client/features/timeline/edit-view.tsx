import type { ReactElement } from 'react'
import { ErrorBoundary } from '../../ui/error-panel.tsx'
import { Divider, useResizable } from '../../ui/resizable.tsx'
import { useToastFloor } from '../../ui/toast-floor.ts'
import { useIsPhone, useMediaQuery } from '../../ui/use-media-query.ts'
import { ProgramViewer, useAudition } from './program-viewer.tsx'
import { TakesPanel, useClipInHand } from './takes-panel.tsx'
import { TimelineSurface } from './timeline-surface.tsx'

/** The cutting page: takes of the clip in hand, the picture at the playhead, and the whole timeline below. */
export function EditView(): ReactElement {
  const phone = useIsPhone()
  const roomForTakes = useMediaQuery('(min-width: 768px)')
  const clipId = useClipInHand()
  const [audition, setAudition] = useAudition()
  const takes = useResizable('edit.takes', { min: 200, max: 360, initial: 252 })
  const page = window.innerHeight - 44
  const timeline = useResizable('edit.timeline', {
    min: 180,
    max: Math.round(page * 0.75),
    initial: Math.round(page * (phone ? 0.42 : 0.55)),
  })
  useToastFloor(timeline.collapsed ? 0 : timeline.size)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-0 grow">
        {roomForTakes && !takes.collapsed ? (
          <section id="edit-takes" aria-label="Takes" className="min-h-0 shrink-0" style={{ width: takes.size }}>
            <ErrorBoundary name="The list of takes">
              <TakesPanel clipId={clipId} audition={audition} onAudition={setAudition} />
            </ErrorBoundary>
          </section>
        ) : null}
        {roomForTakes ? <Divider label="Resize takes" panel={takes} edge="left" controls="edit-takes" /> : null}
        <section aria-label="Viewer" className="flex min-h-0 min-w-0 grow flex-col">
          <ErrorBoundary name="The viewer">
            <ProgramViewer auditionId={audition} />
          </ErrorBoundary>
        </section>
      </div>
      <Divider label="Resize timeline" panel={timeline} edge="bottom" controls="edit-timeline" />
      {timeline.collapsed ? null : (
        <div id="edit-timeline" className="shrink-0" style={{ height: timeline.size }}>
          <ErrorBoundary name="The timeline">
            <TimelineSurface form="full" editable={!phone} />
          </ErrorBoundary>
        </div>
      )}
    </div>
  )
}
