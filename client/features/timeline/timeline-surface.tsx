import { AudioLines, Film } from 'lucide-react'
import {
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react'
import { useActionHost } from '../../session/action-host.tsx'
import { useActions } from '../../session/action-registry.ts'
import { useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { Icon } from '../../ui/icon-button.tsx'
import { Backdrop } from './backdrop.tsx'
import { GestureOverlay } from './gesture-overlay.tsx'
import { OverviewBar } from './overview-bar.tsx'
import { Playhead, RemotePlayheads } from './playhead.tsx'
import { layoutRows, type Row, type TimelineForm } from './rows.ts'
import { ScenesBand } from './scenes-band.tsx'
import { TimeLabels } from './time-labels.tsx'
import { TimelineModel, TimelineProvider, useTimeline } from './timeline-model.ts'
import './timeline.css'
import { Transport, ZOOM_STEP } from './transport.tsx'
import { useFollowPlayhead } from './use-follow-playhead.ts'
import { useLaneGestures } from './use-lane-gestures.ts'
import { useTrackKeys } from './use-track-keys.ts'
import { useZoom } from './use-zoom.ts'
import { Gaps, VideoTrack } from './video-track.tsx'

/** Width of the names of the rows. */
const HEADER = { dock: 108, full: 116 } as const

/** The one timeline of a film: transport, ruler, scenes, clips, song and overview. It fills its box. */
export function TimelineSurface({ form, editable = true }: { form: TimelineForm; editable?: boolean }): ReactElement {
  const session = useSession()
  const model = useMemo(() => new TimelineModel(session, editable), [session, editable])
  return (
    <TimelineProvider value={model}>
      <section aria-label="Timeline" data-timeline={form} className="flex h-full min-h-0 flex-col bg-app">
        <Lanes form={form} />
      </section>
    </TimelineProvider>
  )
}

function Lanes({ form }: { form: TimelineForm }): ReactElement {
  const model = useTimeline()
  const lanes = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const height = useMeasured(lanes, model)
  const hasMusic = useProject((snapshot) => snapshot.project.music !== null)
  const empty = useProject((snapshot) => snapshot.clips.size === 0)
  const rows = useMemo(() => layoutRows(form, height, hasMusic), [form, height, hasMusic])
  const zoom = useZoom(model, lanes)
  const { onPointerDown, onPointerMove, pressesClip } = useLaneGestures(model, lanes, rows)
  const onKeyDown = useTrackKeys(model, list)
  const hasSelection = useViewState((view) => view.selectedClipIds.length > 0)
  useFollowPlayhead(model)
  const host = useActionHost()
  const openViewer = (event: MouseEvent): void => {
    // As Enter does, where the page has a viewer.
    if (pressesClip(event) && host.find('clip.open-viewer')) host.run('clip.open-viewer')
  }

  useActions([
    {
      id: 'timeline.zoom-out',
      label: 'Zoom out',
      group: 'See',
      keys: ['-'],
      repeats: true,
      run: () => zoom.by(1 / ZOOM_STEP),
    },
    {
      id: 'timeline.zoom-in',
      label: 'Zoom in',
      group: 'See',
      keys: ['='],
      repeats: true,
      run: () => zoom.by(ZOOM_STEP),
    },
    { id: 'timeline.fit', label: 'Show the whole film', group: 'See', keys: ['shift+z'], run: zoom.fit },
    {
      id: 'timeline.zoom-selection',
      label: 'Zoom to selection',
      group: 'See',
      keys: ['z'],
      onSelection: true,
      enabled: () => (hasSelection ? true : 'Select a clip first'),
      run: zoom.selection,
    },
  ])

  return (
    <>
      <Transport zoomBy={zoom.by} fit={zoom.fit} />
      <div className="flex min-h-0 grow border-t border-line">
        <div
          aria-hidden
          className="relative hidden shrink-0 border-r border-line sm:block"
          style={{ width: HEADER[form] }}
        >
          <RowName row={rows.ruler}>Time</RowName>
          <RowName row={rows.scenes}>Scenes</RowName>
          <RowName row={rows.video} icon={Film}>
            Video
          </RowName>
          {rows.music.height > 0 ? (
            <RowName row={rows.music} icon={AudioLines}>
              Music
            </RowName>
          ) : null}
        </div>
        <div
          ref={lanes}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onDoubleClick={openViewer}
          className="relative min-w-0 grow touch-none overflow-hidden"
        >
          <Backdrop rows={rows} />
          <Content>
            <TimeLabels rows={rows} />
            <ScenesBand row={rows.scenes} />
            <VideoTrack row={rows.video} listRef={list} onKeyDown={onKeyDown} />
            <Gaps row={rows.video} />
          </Content>
          {empty ? (
            <div
              className="pointer-events-none absolute inset-x-0 grid place-items-center"
              style={{ top: rows.video.top, height: rows.video.height }}
            >
              <p className="text-meta text-fg-3">Clips appear here in story order</p>
            </div>
          ) : null}
          <RemotePlayheads rows={rows} />
          <Playhead rows={rows} />
          <GestureOverlay rows={rows} />
          <OverviewBar row={rows.overview} />
        </div>
      </div>
    </>
  )
}

/** The layer that moves with scrolling; scrolling alone renders nothing in it. */
function Content({ children }: { children: ReactNode }): ReactElement {
  const model = useTimeline()
  const layer = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const place = (): void => {
      const { scrollFrame, pxPerFrame } = model.viewport.get()
      layer.current?.style.setProperty('--scroll', String(Math.round(scrollFrame * pxPerFrame)))
      layer.current?.style.setProperty('--px', String(pxPerFrame))
    }
    place()
    return model.viewport.subscribe(place)
  }, [model])
  return (
    <div
      ref={layer}
      className="absolute inset-y-0 left-0 w-full"
      style={{ transform: 'translateX(calc(var(--scroll) * -1px))' }}
    >
      {children}
    </div>
  )
}

function RowName({ row, icon, children }: { row: Row; icon?: typeof Film; children: string }): ReactElement {
  return (
    <span
      className="absolute inset-x-0 flex items-center gap-2 border-b border-line px-3 text-tag text-fg-2"
      style={{ top: row.top, height: row.height }}
    >
      {icon ? <Icon icon={icon} size={13} /> : null}
      {children}
    </span>
  )
}

/** Follows the size of the lanes: the width goes to the model, the height is the answer. */
function useMeasured(lanes: RefObject<HTMLDivElement | null>, model: TimelineModel): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const element = lanes.current
    if (!element) return undefined
    const measure = (): void => {
      model.width.set(element.clientWidth)
      setHeight(element.clientHeight)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [lanes, model])
  useEffect(() => () => model.clearGesture(), [model])
  return height
}
