/** One step of a Yjs text event: keep, insert or remove so many UTF-16 units. */
export interface TextDelta {
  readonly retain?: number
  readonly insert?: unknown
  readonly delete?: number
}

/** Where a caret at `position` stands after somebody else's edit. What is inserted at the caret goes behind it. */
export function movedCaret(position: number, delta: readonly TextDelta[]): number {
  let at = 0
  let caret = position
  for (const step of delta) {
    if (step.retain !== undefined) at += step.retain
    else if (typeof step.insert === 'string') {
      if (at < caret) caret += step.insert.length
      at += step.insert.length
    } else if (step.delete !== undefined && at < caret) caret -= Math.min(step.delete, caret - at)
    if (at >= caret) break
  }
  return caret
}
