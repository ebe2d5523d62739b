import { z } from 'zod'
import type { ReviewDoc, TakeMark } from '../document/review-doc.ts'
import type * as Y from 'yjs'
import { EntityId } from '../model/ids.ts'
import { Timestamp } from '../model/project.ts'
import { defineCommand, type CommandContext } from './command.ts'

const MarkTakes = z.object({ takeIds: z.array(EntityId).min(1).max(5000), on: z.boolean() })

function mark(marks: Y.Map<TakeMark>, args: z.output<typeof MarkTakes>, context: CommandContext): void {
  for (const id of args.takeIds) {
    if (args.on && !marks.has(id)) marks.set(id, { by: context.actor, at: context.now() })
    else if (!args.on && marks.has(id)) marks.delete(id)
  }
}

/** Stars takes (liked), or takes the stars off. */
export const starTakes = defineCommand(
  'take.star',
  MarkTakes,
  (doc: ReviewDoc, args, context) => () => mark(doc.stars, args, context),
)

/** Sets takes aside (dimmed, not deleted), or takes them back. */
export const rejectTakes = defineCommand(
  'take.reject',
  MarkTakes,
  (doc: ReviewDoc, args, context) => () => mark(doc.rejects, args, context),
)

const ImportedMark = z.object({ takeId: EntityId, by: z.string().max(100), at: Timestamp })

/** Marks that come with a film from elsewhere, with who made them and when. */
export const TakeMarks = z.object({
  stars: z.array(ImportedMark).max(1_000_000),
  rejects: z.array(ImportedMark).max(1_000_000),
})
export type TakeMarks = z.infer<typeof TakeMarks>

/** All marks of a review document. Whoever wrote it, only what reads as a mark counts. */
export function readMarks(doc: ReviewDoc): TakeMarks {
  const read = (root: Y.Map<TakeMark>): TakeMarks['stars'] =>
    [...root.entries()].flatMap(([takeId, mark]) => ImportedMark.safeParse({ ...mark, takeId }).data ?? [])
  return { stars: read(doc.stars), rejects: read(doc.rejects) }
}

/** Writes the marks of a film that is brought in. A take that is marked already keeps its mark. */
export const importMarks = defineCommand('take.import-marks', TakeMarks, (doc: ReviewDoc, args) => () => {
  for (const [root, marks] of [
    [doc.stars, args.stars],
    [doc.rejects, args.rejects],
  ] as const) {
    for (const { takeId, by, at } of marks) if (!root.has(takeId)) root.set(takeId, { by, at })
  }
})
