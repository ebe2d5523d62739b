import { z } from 'zod'
import type { ReviewDoc, TakeMark } from '../document/review-doc.ts'
import type * as Y from 'yjs'
import { EntityId } from '../model/ids.ts'
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
