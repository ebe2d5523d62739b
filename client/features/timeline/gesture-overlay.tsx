import { useCallback, type ReactElement } from 'react'
import type { ProjectSession } from '../../session/project-session.ts'
import { useReadable, useSelected } from '../../session/store.ts'
import { xOf } from './geometry.ts'
import type { Rows } from './rows.ts'
import { useTimeline, useViewport } from './timeline-model.ts'

/** The caret, line, tag, ghost and marquee of a running gesture. */
export function GestureOverlay({ rows }: { rows: Rows }): ReactElement | null {
  const { marks, layout, session } = useTimeline()
  const viewport = useViewport()
  const now = useReadable(marks)
  const spans = useSelected(
    layout,
    useCallback((timeline) => timeline.spans, []),
  )
  const { tag, snap, caret, marquee, ghost } = now
  const ghostSpan = ghost ? spans.find((span) => span.id === ghost.clipId) : undefined
  const at = (frame: number): number => Math.round(xOf(viewport, frame))
  const inside = (frame: number): number => Math.min(Math.max(at(frame), 44), Math.max(44, viewport.width - 44))
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 z-40 overflow-hidden">
      {snap ? (
        <>
          <span className="absolute top-0 w-px bg-accent" style={{ left: at(snap.frame), height: rows.overview.top }} />
          <Tag x={inside(snap.frame)} y={rows.ruler.height / 2}>
            {snap.label}
          </Tag>
        </>
      ) : null}
      {caret !== null ? (
        <span
          className="absolute w-[3px] rounded-full bg-accent"
          style={{ left: at(caret) - 1, top: rows.video.top - 2, height: rows.video.height + 4 }}
        />
      ) : null}
      {ghost && ghostSpan ? (
        <span
          className="absolute overflow-hidden rounded-clip bg-accent-quiet shadow-[inset_0_0_0_2px_var(--accent),var(--elevation-3)]"
          style={{
            left: at(ghost.start),
            width: Math.max(3, (ghostSpan.end - ghostSpan.start) * viewport.pxPerFrame),
            top: rows.video.top + 4,
            height: rows.video.height - 2,
          }}
        >
          <span className="block truncate rounded-t-clip bg-accent px-1.5 text-clip font-semibold text-accent-fg">
            {dragged(session, ghost.clipId)}
          </span>
        </span>
      ) : null}
      {marquee ? (
        <span
          className="absolute border border-accent bg-accent-quiet"
          style={{
            left: Math.min(marquee.x1, marquee.x2),
            top: Math.min(marquee.y1, marquee.y2),
            width: Math.abs(marquee.x2 - marquee.x1),
            height: Math.abs(marquee.y2 - marquee.y1),
          }}
        />
      ) : null}
      {tag ? (
        <Tag x={inside(tag.frame)} y={rows.scenes.top + rows.scenes.height / 2 + (snap ? 2 : 0)}>
          {tag.text}
        </Tag>
      ) : null}
    </div>
  )
}

/** Number and name of the dragged clip, and how many go with it. */
function dragged({ records, view }: ProjectSession, clipId: string): string {
  const clip = records.get().clips.get(clipId)
  const { preview } = view.get()
  const more = preview?.kind === 'move' ? preview.clipIds.length - 1 : 0
  return `${clip?.number ?? ''} ${clip?.name ?? ''}${more > 0 ? ` and ${more} more` : ''}`
}

function Tag({ x, y, children }: { x: number; y: number; children: string }): ReactElement {
  return (
    <span
      className="absolute -translate-x-1/2 -translate-y-1/2 rounded-control bg-fg px-2 py-0.5 text-tag font-semibold whitespace-nowrap text-app shadow-menu"
      style={{ left: x, top: y }}
    >
      {children}
    </span>
  )
}
