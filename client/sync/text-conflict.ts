import { smallestEdit } from '#shared/document/text.ts'

/** A stretch of a text, in UTF-16 units; `end` is not part of it. */
interface Range {
  readonly start: number
  readonly end: number
}

/** The three texts of a possible conflict. */
export interface TextVersions {
  /** What both sides started from. */
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

/**
 * Whether both sides changed the same sentence of `base` to different words: the one case in which somebody has to
 * decide. Changes to different sentences merge by themselves, and so does the same change made twice.
 */
export function sameSentenceChanged({ base, mine, theirs }: TextVersions): boolean {
  const myEdit = smallestEdit(base, mine)
  const theirEdit = smallestEdit(base, theirs)
  if (!myEdit || !theirEdit || mine === theirs) return false
  const a = sentencesAround(base, { start: myEdit.index, end: myEdit.index + myEdit.remove })
  const b = sentencesAround(base, { start: theirEdit.index, end: theirEdit.index + theirEdit.remove })
  if (base.trim() === '') return true
  return a.start < b.end && b.start < a.end
}

/** One step of a Yjs text event, over UTF-16 units. */
interface DeltaStep {
  readonly retain?: number
  readonly insert?: unknown
  readonly delete?: number
}

/**
 * Applies an edit that happened to `seen` to another version of that text: what one side wrote, without what the
 * other did. Positions are carried over by the smallest edit between the two versions; what happened inside words
 * that the other version does not have lands at their edge.
 */
export function replayElsewhere(seen: string, version: string, delta: readonly DeltaStep[]): string {
  const edit = smallestEdit(version, seen)
  const inVersion = (at: number): number => {
    if (!edit || at <= edit.index) return at
    const end = edit.index + edit.insert.length
    return at >= end ? at - edit.insert.length + edit.remove : edit.index
  }
  let result = ''
  let taken = 0
  let at = 0
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain
    else if (typeof step.insert === 'string') {
      const here = Math.max(taken, inVersion(at))
      result += version.slice(taken, here) + step.insert
      taken = here
    } else if (step.delete !== undefined) {
      const from = Math.max(taken, inVersion(at))
      result += version.slice(taken, from)
      at += step.delete
      taken = Math.max(from, inVersion(at))
    }
  }
  return result + version.slice(taken)
}

/** Both versions, one after the other: what "Keep both" writes. */
export function bothVersions(mine: string, theirs: string): string {
  return `${mine.trimEnd()}\n${theirs.trimStart()}`
}

/**
 * The sentences of `text` that a range touches, as one range. A sentence ends after a full stop, question or
 * exclamation mark with space behind it, or at the end of a line; text after the last end is a sentence of its own.
 */
function sentencesAround(text: string, range: Range): Range {
  const cuts = [0]
  for (const match of text.matchAll(/[.!?…]+["'”’)]*\s+|\n+/g)) cuts.push(match.index + match[0].length)
  let start = 0
  for (const cut of cuts) if (cut <= range.start) start = cut
  const end = cuts.find((cut) => cut >= range.end && cut > start) ?? text.length
  return { start, end: Math.max(end, start + 1) }
}
