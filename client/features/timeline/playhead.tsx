import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactElement } from 'react'
import { usePlayhead, usePresence, useProject, useSession } from '../../session/use-session.tsx'
import { personColour } from '../../ui/avatar.tsx'
import { Icon } from '../../ui/icon-button.tsx'
import { reveal, xOf } from './geometry.ts'
import type { Rows } from './rows.ts'
import { useTimeline, useViewport } from './timeline-model.ts'
import { playheadWords } from './timeline-words.ts'

/** The playhead: a line over all rows, and the slider that says where it is. */
export function Playhead({ rows }: { rows: Rows }): ReactElement {
  const model = useTimeline()
  const { records } = useSession()
  const viewport = useViewport()
  const [frame] = usePlayhead()
  // The words are looked up anew with each frame; nothing else is drawn again.
  useProject((snapshot) => snapshot.structure)
  const x = Math.round(xOf(viewport, frame))
  const visible = x >= -1 && x <= viewport.width
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label="Playhead"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, viewport.frames - 1)}
        aria-valuenow={frame}
        aria-valuetext={playheadWords(records.get(), frame)}
        data-t={frame}
        onKeyDown={(event) => {
          if (!/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
          event.preventDefault()
          event.stopPropagation()
          model.timeEntry.set(event.key)
        }}
        className="group pointer-events-none absolute top-0 left-0 z-30 outline-none"
        style={{
          transform: `translateX(${x}px)`,
          height: rows.overview.top,
          visibility: visible ? 'visible' : 'hidden',
        }}
      >
        <span className="absolute inset-y-0 -left-[1.5px] w-[3px] bg-[oklch(0.12_0_0/0.6)]" />
        <span className="absolute inset-y-0 -left-[0.5px] w-px bg-fg" />
        <svg
          viewBox="0 0 12 14"
          aria-hidden
          className="absolute top-1 -left-1.5 h-3.5 w-3 fill-fg group-focus-visible:fill-accent"
        >
          <path d="M1 0h10a1 1 0 0 1 1 1v7l-6 6-6-6V1a1 1 0 0 1 1-1z" />
        </svg>
      </div>
      {visible ? null : (
        <button
          type="button"
          onPointerDown={(event) => event.stopPropagation()}
          onClick={() => {
            const scrollFrame = reveal(model.viewport.get(), frame)
            if (scrollFrame !== null) model.show({ ...model.viewport.get(), scrollFrame })
          }}
          aria-label="Back to the playhead"
          className="picture-tag absolute top-0.5 z-30 grid size-6 place-items-center"
          style={x < 0 ? { left: 2 } : { right: 2 }}
        >
          <Icon icon={x < 0 ? ChevronLeft : ChevronRight} size={14} />
        </button>
      )}
    </>
  )
}

/** Where the others' playheads are. */
export function RemotePlayheads({ rows }: { rows: Rows }): ReactElement {
  const viewport = useViewport()
  return (
    <>
      {usePresence().map((peer) => {
        const x = peer.playhead === null ? -1 : xOf(viewport, peer.playhead)
        if (x < 0 || x > viewport.width) return null
        return (
          <span
            key={peer.clientId}
            aria-hidden
            title={peer.name}
            className="pointer-events-none absolute top-0 left-0 z-20 w-px opacity-70"
            style={{
              transform: `translateX(${Math.round(x)}px)`,
              height: rows.overview.top,
              background: personColour(peer.hue),
            }}
          />
        )
      })}
    </>
  )
}
