import { useEffect, useState, type ReactElement } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { shownTake, takeNumber } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { Take } from '#shared/model/take.ts'
import { formatTimecode } from '#shared/model/time.ts'
import { spanIndexBefore } from '#shared/timeline/spans.ts'
import { playerOf } from '../../session/player.ts'
import { sceneBand } from '../../session/scene-colour.ts'
import { useReadable } from '../../session/store.ts'
import { usePlayhead, useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { ProgramPicture } from './program-picture.tsx'

/** How many clips behind the one on screen are kept loaded. */
const AHEAD = 2

/** A picture of the cut: a clip, the take that stands for it, and where in it the playhead is. */
interface Shown {
  readonly clip: Clip
  readonly take: Take | null
  readonly frameInTake: number
  readonly hidden: boolean
}

/** What is on screen at a frame, and what comes next. */
export function programAt(snapshot: ProjectSnapshot, frame: number): readonly Shown[] {
  const { spans } = timelineOf(snapshot)
  const at = spanIndexBefore(spans, frame)
  return spans.slice(Math.max(0, at), at + 1 + AHEAD).flatMap((span): Shown[] => {
    const clip = snapshot.clips.get(span.id)
    if (!clip) return []
    const hidden = frame < span.start || frame >= span.end
    const inClip = hidden ? 0 : frame - span.start
    return [{ clip, take: shownTake(snapshot, clip), frameInTake: clip.sourceIn + inClip, hidden }]
  })
}

/**
 * The picture at the playhead. A take that was pressed in the list is shown in its place until the playhead moves or
 * playing starts.
 */
export function ProgramViewer({ auditionId }: { auditionId: string | null }): ReactElement {
  const session = useSession()
  const snapshot = useProject()
  const [frame] = usePlayhead()
  const playing = useViewState((view) => view.playing)
  const speed = useReadable(playerOf(session).speed)
  const { frameRate, width, height } = snapshot.project
  const program = programAt(snapshot, frame)
  const current = program.find((shown) => !shown.hidden)
  const audition = auditionId === null ? null : (snapshot.takes.get(auditionId) ?? null)
  const auditioned = audition && audition.deletedAt === null && !playing ? audition : null
  const inClip = current && auditioned?.clipId === current.clip.id ? current.frameInTake : 0

  return (
    <div className="flex min-h-0 grow flex-col bg-stage">
      <div className="relative flex min-h-0 grow items-center justify-center p-3 [container-type:size]">
        <div
          data-program
          data-clip-shown={current?.clip.id}
          className="on-picture relative overflow-hidden rounded-picture bg-[oklch(0.12_0_0)] text-fg"
          style={{
            aspectRatio: `${width} / ${height}`,
            width: `min(100cqw, calc(100cqh * ${width / height}))`,
          }}
        >
          {auditioned ? (
            <ProgramPicture
              key={auditioned.id}
              take={auditioned}
              frameInTake={inClip}
              rate={frameRate}
              playing={false}
              speed={1}
              hidden={false}
              alt={`Take ${takeNumber(snapshot, auditioned)}`}
            />
          ) : (
            <>
              {program.map(({ clip, take, frameInTake, hidden }) =>
                take ? (
                  <ProgramPicture
                    key={clip.id + take.id}
                    take={take}
                    frameInTake={frameInTake}
                    rate={frameRate}
                    playing={playing}
                    speed={speed}
                    hidden={hidden}
                    alt={`${clip.number} ${clip.name}`}
                  />
                ) : hidden ? null : (
                  <Slate key={clip.id} clip={clip} />
                ),
              )}
              {current ? null : <Nothing empty={snapshot.clips.size === 0} />}
            </>
          )}
          <span className="picture-tag absolute top-2 right-2 px-1.5 py-0.5 text-meta font-medium">
            {formatTimecode(frame, frameRate)}
          </span>
          {auditioned ? (
            <span className="picture-tag absolute top-2 left-2 px-1.5 py-0.5 text-meta font-medium">
              Take {takeNumber(snapshot, auditioned)}
            </span>
          ) : null}
        </div>
      </div>
    </div>
  )
}

/** What stands for a clip without a take: its number, name and words. */
function Slate({ clip }: { clip: Clip }): ReactElement {
  const colour = useProject((snapshot) => snapshot.scenes.get(clip.sceneId)?.colour ?? 0)
  const words = clip.imagePrompt || clip.videoPrompt
  return (
    <span className="absolute inset-0 flex flex-col items-center justify-center gap-2 px-8 text-center">
      <span className="h-1 w-12 rounded-full" style={{ background: sceneBand(colour) }} />
      <span className="text-page font-semibold">
        {clip.number} {clip.name}
      </span>
      {words ? <span className="line-clamp-3 max-w-lg text-body text-fg-2">{words}</span> : null}
    </span>
  )
}

function Nothing({ empty }: { empty: boolean }): ReactElement {
  return (
    <span className="absolute inset-0 grid place-items-center text-body text-fg-3">
      {empty ? 'Add clips on the board to cut them here' : 'No clip here'}
    </span>
  )
}

/** Which take is looked at in place of the cut: the one last pressed, until the playhead moves or playing starts. */
export function useAudition(): readonly [string | null, (takeId: string | null) => void] {
  const { view } = useSession()
  const [takeId, setTakeId] = useState<string | null>(null)
  useEffect(() => {
    const stopPlayhead = view.playhead.subscribe(() => setTakeId(null))
    const stopView = view.subscribe(() => {
      if (view.get().playing) setTakeId(null)
    })
    return () => {
      stopPlayhead()
      stopView()
    }
  }, [view])
  return [takeId, setTakeId]
}
