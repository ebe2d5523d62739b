import { useCallback, type ReactElement } from 'react'
import { lockToMusic, unlockFromMusic } from '#shared/commands/timeline-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { formatTimecode, framesToSeconds, secondsToFrames } from '#shared/model/time.ts'
import { beatGrid } from '#shared/timeline/beats.ts'
import { parseTimeEntry } from '#shared/timeline/timecode.ts'
import { setLengths, setStart } from '../../session/clip-edits.ts'
import { useProject, useSession } from '../../session/use-session.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import type { ClipFacts } from './use-clip-view.ts'
import { Pin, PinOff } from 'lucide-react'

/** The value that all clips share; null when they differ. */
export function shared<T>(values: readonly T[]): T | null {
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? first : null
}

/**
 * A length in bars. A bar is rarely a whole number of frames, so a clip that is cut on the beat at both ends is up to a
 * frame off: that counts as the quarter of a bar that was meant.
 */
function barsOf(seconds: number, bar: number, frame: number): number {
  const quarters = Math.round((seconds / bar) * 4) / 4
  return quarters > 0 && Math.abs(quarters * bar - seconds) < frame ? quarters : seconds / bar
}

/** When the clips start and how long they are; with several selected, lengths change together. */
export function ClipTiming({ clips }: { clips: readonly ClipFacts[] }): ReactElement {
  const session = useSession()
  const { frameRate, music } = useProject(useCallback((snapshot: ProjectSnapshot) => snapshot.project, []))
  const spanOf = useProject(useCallback((snapshot: ProjectSnapshot) => timelineOf(snapshot).spanOf, []))
  const ids = clips.map((clip) => clip.id)
  const only = clips.length === 1 ? clips[0] : undefined
  const start = only ? spanOf.get(only.id)?.start : undefined
  const length = shared(clips.map((clip) => clip.length))
  const locked = clips.every((clip) => clip.pin?.kind === 'locked')
  const frame = framesToSeconds(1, frameRate)
  const beat = music?.bpm ? 60 / music.bpm : null
  const bar = beat && music ? beat * music.beatsPerBar : null
  const units = { s: 1, f: frame, ...(beat && bar ? { b: beat, bar } : {}) }

  const setSeconds = (seconds: number | null): void => {
    if (seconds === null) return
    setLengths(session, ids, Math.max(1, secondsToFrames(seconds, frameRate)))
  }
  const seconds = length === null ? null : framesToSeconds(length, frameRate)

  return (
    <div className="grid grid-cols-3 gap-2">
      <div className="relative min-w-0">
        <NumberField
          label="In"
          value={start ?? null}
          // Several clips cannot start at one frame.
          disabled={start === undefined}
          min={0}
          bigStep={beat ? Math.max(1, secondsToFrames(beat, frameRate)) : 10}
          format={(frame) => formatTimecode(frame, frameRate)}
          parse={(text) => {
            const grid = beatGrid(music, frameRate)
            return parseTimeEntry(text, { rate: frameRate, grid, playhead: start ?? 0 })
          }}
          onCommit={(frame) => {
            if (only && frame !== null) setStart(session, only.id, Math.round(frame))
          }}
        />
        <IconButton
          icon={locked ? PinOff : Pin}
          iconSize={12}
          size="dense"
          label={locked ? 'Unpin from music' : 'Pin to music'}
          pressed={locked}
          className="absolute -top-1 right-0 size-6"
          onClick={() =>
            session.run(locked ? unlockFromMusic : lockToMusic, { ids }, { label: locked ? 'Unpin' : 'Pin to music' })
          }
        />
      </div>
      <NumberField
        label="Length"
        value={seconds}
        onCommit={setSeconds}
        min={frame}
        step={frame}
        bigStep={beat ?? 10 * frame}
        units={units}
        format={(value) => `${value.toFixed(2)} s`}
      />
      {bar ? (
        <NumberField
          label="Bars"
          value={seconds === null ? null : barsOf(seconds, bar, frame)}
          onCommit={(bars) => setSeconds(bars === null ? null : bars * bar)}
          min={frame / bar}
          step={0.25}
          bigStep={1}
          format={(value) => String(Number(value.toFixed(2)))}
        />
      ) : (
        <NumberField
          label="Frames"
          value={length}
          onCommit={(frames) => setSeconds(frames === null ? null : framesToSeconds(frames, frameRate))}
          min={1}
          format={(value) => String(Math.round(value))}
        />
      )}
    </div>
  )
}
