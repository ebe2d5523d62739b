import type { Pin } from '../model/clip.ts'
import { applyChanges, type ClipChange } from '../timeline/settle.ts'
import { deriveSpans, type TimelineClip } from '../timeline/spans.ts'

/** A pin that an edit left. */
export const held = (frame: number): Pin => ({ frame, kind: 'held' })

/** A pin that a person set. */
export const locked = (frame: number): Pin => ({ frame, kind: 'locked' })

/** A clip in a test: its length, or its length with a pin or other fields. */
export type Notation =
  number | readonly [length: number, pin: Pin | null] | (Partial<TimelineClip> & { readonly length: number })

/** Clips c1, c2, … of scene s1 for tests, written as briefly as they can be read. */
export function line(...clips: readonly Notation[]): readonly TimelineClip[] {
  return clips.map((notation, index) => {
    const fields =
      typeof notation === 'number'
        ? { length: notation }
        : isPair(notation)
          ? { length: notation[0], pin: notation[1] }
          : notation
    return { id: `c${index + 1}`, sceneId: 's1', pin: null, sourceIn: 0, sourceFrames: null, ...fields }
  })
}

function isPair(notation: Exclude<Notation, number>): notation is readonly [number, Pin | null] {
  return Array.isArray(notation)
}

/** Where the clips start, in story order. */
export function starts(clips: readonly TimelineClip[]): number[] {
  return deriveSpans(clips).spans.map((span) => span.start)
}

/** Where each clip lies, by id, as "start-end". */
export function places(clips: readonly TimelineClip[]): Readonly<Record<string, string>> {
  return Object.fromEntries(deriveSpans(clips).spans.map((span) => [span.id, `${span.start}-${span.end}`]))
}

/**
 * The changes that could be left out: each field whose loss would leave the same spans, the same source, and no held
 * pin that holds nothing where the edit disturbed it. A minimal edit has none [T6].
 */
export function needlessChanges(clips: readonly TimelineClip[], changes: readonly ClipChange[]): string[] {
  const full = applyChanges(clips, changes)
  return changes.flatMap((change) =>
    (['length', 'pin', 'sourceIn'] as const).flatMap((field) => {
      if (change[field] === undefined) return []
      const clip = clips.find((candidate) => candidate.id === change.id)!
      if (JSON.stringify(clip[field]) === JSON.stringify(change[field])) return [`${change.id}.${field} is not new`]
      if (field === 'sourceIn') return []
      const { [field]: _left, ...rest } = change
      const without = applyChanges(clips, [...changes.filter((other) => other !== change), rest])
      const drops = field === 'pin' && change.pin === null
      const relocks = field === 'pin' && change.pin?.kind === 'locked'
      const same = JSON.stringify(places(without)) === JSON.stringify(places(full))
      return same && !drops && !relocks ? [`${change.id}.${field} has no effect`] : []
    }),
  )
}
