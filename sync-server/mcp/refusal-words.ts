import type { z } from 'zod'
import { Problem, problemCode, type ErrorCode } from '#shared/protocol/errors.ts'

/** Places that are named where much is wrong. */
const MOST_PLACES = 10

/** What an assistant is told where the server itself is at fault. */
export const FAULT_WORDS = 'The server met an error of its own. What is stored is safe; try again'

/** What to do about refusals that do not say so themselves. */
const WHAT_TO_DO: Readonly<Partial<Record<ErrorCode, string>>> = {
  'not-found': ' The list tools name what there is for you.',
  'not-allowed': ' Tell the person you work for: a token with other scopes, or another role, lets you.',
}

/** What an assistant is told of arguments that are wrong. */
export function argumentsRefused(tool: string, error: z.ZodError): string {
  const places = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return `${tool} was not run, and nothing was changed: its arguments are wrong.${placesOf(places)}`
}

/** What an assistant is told of a refusal of the API. */
export async function problemWords(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  const problem = Problem.safeParse(body)
  if (!problem.success) return FAULT_WORDS
  const { errors, free_positions: free } = problem.data
  const detail = problem.data.detail.replace(/\.$/, '')
  const news = errors.filter(({ message }) => !detail.includes(message))
  const positions = (free ?? []).map(({ from, to }) => `\n- from ${from} s ${to === null ? 'on' : `to ${to} s`}`)
  const advice = WHAT_TO_DO[problemCode(problem.data)] ?? ''
  return `${detail}.${advice}${placesOf(news)}${positions.length > 0 ? `\nFree are starts${positions.join('')}` : ''}`
}

function placesOf(places: readonly { readonly path: string; readonly message: string }[]): string {
  const lines = places
    .slice(0, MOST_PLACES)
    .map(({ path, message }) => `\n- ${path === '' ? '' : `${path}: `}${message}`)
  const more = places.length - lines.length
  return lines.join('') + (more > 0 ? `\n- and ${more} more` : '')
}
