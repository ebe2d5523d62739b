import { useCallback, type ReactElement } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { orderedSceneIds } from '#shared/document/selectors.ts'
import type { Span } from '#shared/timeline/spans.ts'
import { sceneBand } from '../../session/scene-colour.ts'
import { useReadable } from '../../session/store.ts'
import { useProject, useScene, useSession, useViewState } from '../../session/use-session.tsx'
import { cn } from '../../ui/cn.ts'
import type { Row } from './rows.ts'
import { useDrawnRange, useTimeline } from './timeline-model.ts'

/** A scene on the timeline: from its first clip to where the next scene begins, gaps behind it included. */
export interface Band {
  readonly sceneId: string
  readonly start: number
  readonly end: number
}

/** The bands of the scenes that have clips, in story order. */
export function sceneBands(spans: readonly Span[], total: number): Band[] {
  const bands: Band[] = []
  for (const { sceneId, start } of spans) {
    const last = bands.at(-1)
    if (last?.sceneId === sceneId) continue
    if (last) bands[bands.length - 1] = { ...last, end: start }
    bands.push({ sceneId, start: last ? start : 0, end: total })
  }
  return bands
}

/** The scene whose band lies over a frame; null past the end. */
export function sceneAtFrame(spans: readonly Span[], total: number, frame: number): string | null {
  return sceneBands(spans, total).find((band) => band.start <= frame && frame < band.end)?.sceneId ?? null
}

/** The scenes over the clips; a press selects one. */
export function ScenesBand({ row }: { row: Row }): ReactElement {
  const { layout } = useTimeline()
  const { spans, total } = useReadable(layout)
  const { pxPerFrame, from, to } = useDrawnRange()
  return (
    <>
      {sceneBands(spans, total)
        .filter((band) => band.end > from && band.start < to)
        .map((band) => (
          <SceneBand key={band.sceneId} band={band} row={row} pxPerFrame={pxPerFrame} />
        ))}
    </>
  )
}

function SceneBand({ band, row, pxPerFrame }: { band: Band; row: Row; pxPerFrame: number }): ReactElement | null {
  const session = useSession()
  const scene = useScene(band.sceneId)
  const number = useProject(
    useCallback((snapshot: ProjectSnapshot) => orderedSceneIds(snapshot).indexOf(band.sceneId) + 1, [band.sceneId]),
  )
  const selected = useViewState(useCallback((view) => view.selectedSceneId === band.sceneId, [band.sceneId]))
  if (!scene) return null
  const left = band.start * pxPerFrame
  const width = (band.end - band.start) * pxPerFrame
  return (
    <button
      type="button"
      // The list of scenes is the keyboard's way to the same.
      tabIndex={-1}
      data-scene={scene.id}
      aria-label={`Scene ${number} ${scene.name}`}
      onClick={() => session.view.selectScene(scene.id)}
      className={cn(
        'absolute flex items-center gap-1.5 overflow-hidden rounded-band text-left text-clip whitespace-nowrap text-fg',
        selected && 'ring-2 ring-accent ring-inset',
      )}
      style={{
        top: row.top + 1,
        height: row.height - 3,
        left,
        width: Math.max(1, width - 1),
        background: sceneBand(scene.colour),
      }}
    >
      {width > 30 ? (
        <span
          className="px-1.5"
          // The name stays in view while its band reaches out of it to the left.
          style={{
            transform: `translateX(clamp(0px, calc(var(--scroll) * 1px - ${left}px), ${Math.max(0, width - 60)}px))`,
          }}
        >
          <span className="font-semibold">
            {number} {scene.name}
          </span>{' '}
          {scene.part}
        </span>
      ) : null}
    </button>
  )
}
