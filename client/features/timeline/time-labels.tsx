import { memo, type ReactElement } from 'react'
import { formatTimecode } from '#shared/model/time.ts'
import { beatLines } from '#shared/timeline/beats.ts'
import { useProject } from '../../session/use-session.tsx'
import { everyNthBar, NUMBERS_FROM } from './draw-backdrop.ts'
import { rulerStep } from './geometry.ts'
import type { Rows } from './rows.ts'
import { gridOf, useDrawnRange } from './timeline-model.ts'

/** The words of the ruler and the numbers of the bars; scrolling alone renders none of them. */
export const TimeLabels = memo(function TimeLabels({ rows }: { rows: Rows }): ReactElement {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-y-0 left-0 text-clip text-fg-3">
      <RulerLabels height={rows.ruler.height} />
      {rows.music.height >= NUMBERS_FROM ? <BarNumbers top={rows.music.top} /> : null}
    </div>
  )
})

function RulerLabels({ height }: { height: number }): ReactElement {
  const { pxPerFrame, from, to } = useDrawnRange()
  const rate = useProject((snapshot) => snapshot.project.frameRate)
  const { frames, showsFrames } = rulerStep(pxPerFrame, rate)
  const first = Math.floor(from / frames)
  const last = Math.ceil(to / frames)
  return (
    <>
      {Array.from({ length: last - first + 1 }, (_, index) => (first + index) * frames).map((frame) => {
        const code = formatTimecode(frame, rate)
        return (
          <Label key={frame} x={frame * pxPerFrame + 5} y={height / 2 - 7}>
            {showsFrames ? code : code.slice(0, -3)}
          </Label>
        )
      })}
    </>
  )
}

function BarNumbers({ top }: { top: number }): ReactElement | null {
  const { pxPerFrame, from, to } = useDrawnRange()
  const grid = useProject(gridOf)
  if (grid === null) return null
  const every = everyNthBar(grid.framesPerBeat * grid.beatsPerBar * pxPerFrame, 34)
  return (
    <>
      {beatLines(grid, from, to, 'bar')
        .filter(({ bar }) => bar > 0 && (bar - 1) % every === 0)
        .map(({ frame, bar }) => (
          <Label key={bar} x={frame * pxPerFrame + 4} y={top + 1}>
            {String(bar)}
          </Label>
        ))}
    </>
  )
}

function Label({ x, y, children }: { x: number; y: number; children: string }): ReactElement {
  return (
    <span
      className="absolute top-0 left-0 whitespace-nowrap"
      style={{ transform: `translate(${Math.round(x)}px, ${y}px)` }}
    >
      {children}
    </span>
  )
}
