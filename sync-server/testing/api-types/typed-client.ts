import createClient, { type Client } from 'openapi-fetch'
import { must } from '#shared/util/assert.ts'
import type { Paths } from './paths.ts'

/** A client of the API at `url` whose calls and answers have the types of the API's document. */
export function typedClient(url: string): Client<Paths> {
  return createClient<Paths>({ baseUrl: url })
}

/** What an answer of the typed client holds; a refusal fails with what it says. */
export function held<T>(answer: { readonly data?: T; readonly error?: unknown; readonly response: Response }): T {
  return must(answer.data, `${answer.response.status} of ${answer.response.url}: ${JSON.stringify(answer.error)}`)
}
