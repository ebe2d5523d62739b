import { z } from '@hono/zod-openapi'
import { EntityId } from '#shared/model/ids.ts'
import { problemAnswer } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

/** The description of a JSON answer, for a route's list of responses. */
export function jsonAnswer<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
): { description: string; content: { 'application/json': { schema: Schema } } } {
  return { description, content: { 'application/json': { schema } } }
}

/** The description of a JSON body, for a route's request. */
export function jsonBody<Schema extends z.ZodType>(
  schema: Schema,
): { required: true; content: { 'application/json': { schema: Schema } } } {
  return { required: true, content: { 'application/json': { schema } } }
}

/** The header by which a change says which state it was meant for. */
export const IfMatch = z.object({
  'if-match': z.string().max(1000).optional().meta({
    description:
      'The ETag of the state that you read: where it has changed since, nothing is written and the answer is 412',
  }),
})

/** The answer to a change that was meant for another state. */
export const changedSince = { 412: problemAnswer('It was changed since; the answer has its new ETag') }

/** `{id}` in a path. */
export const IdParam = z.object({ id: EntityId })

/** A page of a list, asked for by `limit` (and `cursor` for the next one). Without `limit` the whole list is answered bare. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().max(100).optional().meta({ description: 'The `next_cursor` of the page before' }),
})

/** A bare list, or a page of it where one was asked for. */
export function listOrPage<Item extends z.ZodType>(
  item: Item,
): z.ZodUnion<[z.ZodArray<Item>, z.ZodObject<{ items: z.ZodArray<Item>; next_cursor: z.ZodNullable<z.ZodString> }>]> {
  return z.union([z.array(item), z.object({ items: z.array(item), next_cursor: z.string().nullable() })])
}

/** The item that a page ended with has gone: beginning again unasked could go round for ever. */
export function lostCursor(): HttpProblem {
  const message = 'What this cursor stood for is no longer in the list. Begin again without one'
  return new HttpProblem('invalid', message, [{ path: 'cursor', message }])
}

/** Cuts the asked page out of a list. The cursor is the id of the last item of the page before. */
export function paged<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { limit, cursor }: z.output<typeof PageQuery>,
): T[] | { items: T[]; next_cursor: string | null } {
  const from = cursor === undefined ? 0 : items.findIndex((item) => idOf(item) === cursor) + 1
  if (cursor !== undefined && from === 0) throw lostCursor()
  if (limit === undefined) return items.slice(from)
  const page = items.slice(from, from + limit)
  const last = page.at(-1)
  return { items: page, next_cursor: last && from + limit < items.length ? idOf(last) : null }
}
