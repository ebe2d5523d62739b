import {
  ArrowLeftRight,
  Drum,
  Magnet,
  Minus,
  MousePointer2,
  Pause,
  Play,
  Plus,
  SkipBack,
  SkipForward,
  UnfoldHorizontal,
} from 'lucide-react'
import { useState, type KeyboardEvent, type ReactElement } from 'react'
import { formatFrameRate, formatTimecode } from '#shared/model/time.ts'
import { parseTimeEntry } from '#shared/timeline/timecode.ts'
import { playLength } from '../../session/playback.ts'
import { useReadable } from '../../session/store.ts'
import { usePlayhead, useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Slider } from '../../ui/slider.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { scaleOfSlider, sliderOfScale } from './geometry.ts'
import { seek, seekCut } from './timeline-actions.ts'
import { gridOf, useTimeline, useViewport } from './timeline-model.ts'

/** Steps of the zoom buttons and keys. */
export const ZOOM_STEP = 1.5

/** The controls over the timeline. Only what can be done here is shown: a view that cannot edit has no tools. */
export function Transport({ zoomBy, fit }: { zoomBy: (factor: number) => void; fit: () => void }): ReactElement {
  const { editable } = useTimeline()
  return (
    <div className="@container flex h-[38px] shrink-0 items-center gap-2 px-3">
      <div className="flex flex-1 items-center gap-0.5 overflow-hidden">{editable ? <Tools /> : null}</div>
      <PlayControls />
      <div className="flex flex-1 items-center justify-end gap-2 overflow-hidden">
        <FilmFacts />
        <ZoomControls zoomBy={zoomBy} fit={fit} />
      </div>
    </div>
  )
}

function Tools(): ReactElement {
  const session = useSession()
  const ripple = useViewState((view) => view.ripple)
  const snap = useViewState((view) => view.snap)
  const beatSnap = useViewState((view) => view.beatSnap)
  const hasBeats = useProject((snapshot) => gridOf(snapshot) !== null)
  const patch = session.view.patch.bind(session.view)
  return (
    <>
      <IconButton
        icon={MousePointer2}
        label="Select mode"
        keys="v"
        pressed={!ripple}
        className={ripple ? '' : 'bg-raised text-fg shadow-chosen hover:bg-raised hover:text-fg'}
        onClick={() => patch({ ripple: false })}
      />
      <IconButton
        icon={ArrowLeftRight}
        label="Trim mode"
        keys="t"
        pressed={ripple}
        onClick={() => patch({ ripple: !ripple })}
      />
      <span className="mx-1 h-4 w-px shrink-0 bg-line" />
      <IconButton icon={Magnet} label="Snap" keys="n" pressed={snap} onClick={() => patch({ snap: !snap })} />
      {hasBeats ? (
        <IconButton
          icon={Drum}
          label="Snap to beats"
          keys="shift+n"
          pressed={beatSnap}
          onClick={() => patch({ beatSnap: !beatSnap })}
        />
      ) : null}
    </>
  )
}

function PlayControls(): ReactElement {
  const session = useSession()
  const { player } = useTimeline()
  const playing = useViewState((view) => view.playing)
  const speed = useReadable(player.speed)
  const rate = useProject((snapshot) => snapshot.project.frameRate)
  const length = useProject(playLength)
  return (
    <div className="flex shrink-0 items-center gap-1">
      <Timecode />
      <IconButton icon={SkipBack} label="Previous cut" keys="up" onClick={() => seekCut(session, -1)} />
      <IconButton
        icon={playing ? Pause : Play}
        label={playing ? 'Pause' : 'Play'}
        keys="space"
        iconSize={18}
        onClick={() => player.toggle()}
        className="bg-raised text-fg shadow-chosen [&_svg]:fill-current"
      />
      <IconButton icon={SkipForward} label="Next cut" keys="down" onClick={() => seekCut(session, 1)} />
      <span className="ml-1 hidden w-[66px] text-body text-fg-3 @md:block">
        {playing && speed !== 1 ? `${speed < 0 ? '−' : ''}${Math.abs(speed)}×` : formatTimecode(length, rate)}
      </span>
    </div>
  )
}

/** Where the playhead is; a press, or a digit typed on the playhead, opens it for typing. */
function Timecode(): ReactElement {
  const session = useSession()
  const [frame] = usePlayhead()
  const rate = useProject((snapshot) => snapshot.project.frameRate)
  const { timeEntry } = useTimeline()
  const entry = useReadable(timeEntry)
  const setEntry = timeEntry.set
  const [refused, setRefused] = useState(false)
  /** Whether the focus goes back to the button: after a key, not after a press elsewhere. */
  const [returns, setReturns] = useState(false)
  const enter = (): void => {
    if (entry === null) return
    const grid = gridOf(session.records.get())
    const target = parseTimeEntry(entry, { rate, grid, playhead: session.view.playhead.get() })
    if (target === null) return setRefused(true)
    seek(session, target)
    setEntry(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    setReturns(true)
    if (event.key === 'Enter') enter()
    else setEntry(null)
    event.preventDefault()
    event.stopPropagation()
  }
  if (entry !== null) {
    return (
      <input
        autoFocus
        aria-label="Go to time"
        aria-invalid={refused}
        placeholder="1:02:14 or b31"
        title="1:02:14, 62.5, +12, b31"
        value={entry}
        onChange={(event) => {
          setEntry(event.target.value)
          setRefused(false)
        }}
        onFocus={(event) => {
          // A digit that opened the field is the first of what is typed; a whole time is there to be typed over.
          if (event.target.value.length > 1) event.target.select()
        }}
        onBlur={() => setEntry(null)}
        onKeyDown={onKeyDown}
        className="h-7 w-28 rounded-control bg-field px-2 text-title text-fg shadow-[inset_0_0_0_1px_var(--line-strong)] aria-invalid:shadow-[inset_0_0_0_1px_var(--bad)]"
      />
    )
  }
  return (
    <Tooltip label="Go to time or bar">
      <button
        type="button"
        data-timecode
        autoFocus={returns}
        onBlur={() => setReturns(false)}
        aria-label={`Go to time, now ${formatTimecode(frame, rate)}`}
        onClick={() => setEntry(formatTimecode(session.view.playhead.get(), rate))}
        className="touch-target h-7 min-w-[76px] rounded-control px-2 text-title font-medium text-fg hover:bg-hover"
      >
        {formatTimecode(frame, rate)}
      </button>
    </Tooltip>
  )
}

function FilmFacts(): ReactElement {
  const bpm = useProject((snapshot) => snapshot.project.music?.bpm ?? null)
  const rate = useProject((snapshot) => snapshot.project.frameRate)
  return (
    <span className="hidden gap-2.5 text-meta whitespace-nowrap text-fg-2 @3xl:flex">
      {bpm === null ? null : <span>{Math.round(bpm * 10) / 10} BPM</span>}
      <span>{formatFrameRate(rate)} fps</span>
    </span>
  )
}

function ZoomControls({ zoomBy, fit }: { zoomBy: (factor: number) => void; fit: () => void }): ReactElement {
  const model = useTimeline()
  const viewport = useViewport()
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      <IconButton
        icon={Minus}
        label="Zoom out"
        keys="-"
        onClick={() => zoomBy(1 / ZOOM_STEP)}
        className="hidden @lg:inline-flex"
      />
      <span className="hidden w-16 px-1 @2xl:block">
        <Slider
          label="Zoom"
          value={sliderOfScale(viewport)}
          min={0}
          max={100}
          valueText={`${Math.round(sliderOfScale(viewport))} per cent`}
          onChange={(position) => {
            const now = model.viewport.get()
            zoomBy(scaleOfSlider(now, position) / now.pxPerFrame)
          }}
        />
      </span>
      <IconButton
        icon={Plus}
        label="Zoom in"
        keys="="
        onClick={() => zoomBy(ZOOM_STEP)}
        className="hidden @lg:inline-flex"
      />
      <IconButton icon={UnfoldHorizontal} label="Show the whole film" keys="shift+z" onClick={fit} />
    </div>
  )
}
