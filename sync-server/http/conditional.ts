import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { HttpProblem } from './http-problem.ts'

/** The entity tag of an answer: the same for the same content. */
export function etagOf(body: unknown): string {
  return tagOfText(JSON.stringify(body))
}

/**
 * The entity tag of an answer that shows more than what can be changed, such as whether a machine answers now. Its first
 * half is the tag of what can be changed, which is all that `requireMatch` looks at.
 */
export function etagOfHalves(changeable: unknown, rest: unknown): string {
  return `${etagOf(changeable).slice(0, -1)}.${etagOf(rest).slice(1)}`
}

/** The entity tag of an answer that is written already. */
export function tagOfText(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
}

/** Whether a list of entity tags, as `If-Match` and `If-None-Match` hold it, names this one. */
export function namesTag(list: string, etag: string): boolean {
  return list.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag)
}

/**
 * Refuses a change that was meant for another state of what it changes (`If-Match`). Call it with the tag of what is
 * there, at the moment of the change; without the header everything passes.
 */
export function requireMatch(c: Context, etag: string): void {
  const wanted = c.req.header('if-match')
  if (wanted === undefined || namesTag(firstHalves(wanted), firstHalves(etag))) return
  throw new HttpProblem(
    'precondition-failed',
    'It was changed since you read it, so nothing was written. Read it again, and send its new ETag as If-Match',
    [],
    {},
    { etag },
  )
}

function firstHalves(tags: string): string {
  return tags.replace(/\.[\w-]+"/g, '"')
}
