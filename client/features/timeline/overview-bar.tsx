import { useRef, type PointerEvent, type ReactElement } from 'react'
import { sceneBand } from '../../session/scene-colour.ts'
import { useReadable } from '../../session/store.ts'
import { usePlayhead, useProject } from '../../session/use-session.tsx'
import { clampScroll, framesInView } from './geometry.ts'
import type { Row } from './rows.ts'
import { sceneBands } from './scenes-band.tsx'
import { useTimeline, useViewport } from './timeline-model.ts'

/** The whole film in one line: scenes, what is in view, and the playhead. Dragging moves the view. */
export function OverviewBar({ row }: { row: Row }): ReactElement {
  const model = useTimeline()
  const viewport = useViewport()
  const grabbed = useRef<number | null>(null)
  const frames = Math.max(1, viewport.frames)
  const part = (frame: number): string => `${(100 * Math.min(frame, frames)) / frames}%`
  const inView = Math.min(framesInView(viewport), frames)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    const box = event.currentTarget.getBoundingClientRect()
    const frame = ((event.clientX - box.left) / box.width) * frames
    const within = frame >= viewport.scrollFrame && frame <= viewport.scrollFrame + inView
    grabbed.current = within ? frame - viewport.scrollFrame : inView / 2
    onPointerMove(event)
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (grabbed.current === null) return
    const box = event.currentTarget.getBoundingClientRect()
    const frame = ((event.clientX - box.left) / box.width) * frames
    model.following = false
    model.show({ ...viewport, scrollFrame: clampScroll(viewport, frame - grabbed.current) })
  }
  const release = (): void => {
    grabbed.current = null
  }

  return (
    // The keyboard has its own ways to go through the film; this is a pointer's short cut to the same.
    <div
      aria-hidden
      data-overview
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      className="absolute inset-x-0 touch-none border-t border-line bg-app"
      style={{ top: row.top, height: row.height }}
    >
      <span className="absolute inset-x-0 inset-y-[30%] flex">
        <Scenes part={part} />
      </span>
      <span
        className="absolute inset-y-px rounded-clip bg-hover shadow-[inset_0_0_0_1.5px_var(--fg-2)]"
        style={{ left: part(viewport.scrollFrame), width: `max(8px, ${part(inView)})` }}
      />
      <Position part={part} />
    </div>
  )
}

function Scenes({ part }: { part: (frame: number) => string }): ReactElement {
  const { layout } = useTimeline()
  const { spans, total } = useReadable(layout)
  const scenes = useProject((snapshot) => snapshot.scenes)
  return (
    <>
      {sceneBands(spans, total).map(({ sceneId, start, end }) => (
        <span
          key={sceneId}
          className="absolute inset-y-0 rounded-full border-r border-app"
          style={{
            left: part(start),
            width: part(end - start),
            background: sceneBand(scenes.get(sceneId)?.colour ?? 0),
          }}
        />
      ))}
    </>
  )
}

function Position({ part }: { part: (frame: number) => string }): ReactElement {
  const [frame] = usePlayhead()
  return <span className="absolute inset-y-0 w-px bg-fg" style={{ left: part(frame) }} />
}
