import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AnswerChecks } from '#server/testing/api-types/answer-checks.ts'
import { ArbitraryRequests, asJson, type ArbitraryRequest } from '#server/testing/api-types/arbitrary-request.ts'
import { fetchApiDocument, type OpenApiDocument, type Operation } from '#server/testing/api-types/open-api.ts'
import { API_TYPES, typesOfApi } from '#server/testing/api-types/types-of-api.ts'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { Problem } from '#shared/protocol/errors.ts'

/** An operation with its address. */
interface Route {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** Requests to each operation, from the same seed every time. */
const RUNS = { numRuns: 5, seed: 20_261_124 }
/** The few that take forms can go wrong in many more ways. */
const FORM_RUNS = { ...RUNS, numRuns: 60 }
/** Bytes of a picture or a song: a form with more is cheap to send. */
const SMALL = 20_000
/** Nobody listens there: a key that a request sets asks no service outside. */
const NOBODY = 'http://127.0.0.1:9/v1'
/** Its answer has no end to wait for. */
const STREAM = 'GET /api/v1/events'

let server: TestServer
let lab: GenerationLab
let document: OpenApiDocument
let routes: readonly Route[]
let answers: AnswerChecks
/** Ids of something of each kind. */
let ids: readonly string[]

beforeAll(async () => {
  server = await startTestServer({
    dispatch: FAST,
    config: { openai: { baseUrl: NOBODY, apiKey: null }, maxImageBytes: SMALL, maxMusicBytes: SMALL },
  })
  lab = await openLab(server.url)
  document = await fetchApiDocument(server.url)
  answers = new AnswerChecks(document)
  // What takes away comes last, so that the others find what is there.
  routes = Object.entries(document.paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([key, operation]) => ({ method: key.toUpperCase(), path, operation })),
    )
    .map((route) => ({ ...route, name: `${route.method} ${route.path}` }))
    .sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))
  ids = [lab.projectId, lab.clipId, ...(await makeOneOfEach())]
})
afterAll(() => server.stop())

/** Fills the film and the library; resolves with the ids. */
async function makeOneOfEach(): Promise<string[]> {
  const make = async (path: string, body: object): Promise<string> => {
    const { status, body: made } = await lab.call('POST', path, body)
    expect({ path, status, made }).toMatchObject({ status: 201 })
    return (made as { id: string }).id
  }
  const { scene_id } = (await lab.call('GET', `/clips/${lab.clipId}`)).body as { scene_id: string }
  const job = await lab.generate({ model: 'sketch', params: {} })
  await lab.until(job.id, 'done')
  return [
    scene_id,
    job.id,
    await make('/characters', { name: 'Hero' }),
    await make('/templates', { name: 'Cinematic Look' }),
    await make('/presets', { name: 'Quick', model_type: 'flux_dev' }),
    await make('/recipes', { name: 'Dusk', model: 'sketch', prompt: 'a pier at dusk' }),
    await make(`/projects/${lab.projectId}/versions`, { name: 'Before' }),
  ]
}

/** Sends a request; the stream of events is hung up at once. */
function ask({ method, path }: Route, request: ArbitraryRequest): Promise<Response> {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(request.path[name] ?? ''))
  const query = Object.entries(request.query).map(([key, value]): [string, string] => [key, String(value)])
  return fetch(`${server.url}${filled}?${new URLSearchParams(query).toString()}`, {
    method,
    ...(request.body !== null && { body: request.body.bytes, headers: { 'content-type': request.body.type } }),
    redirect: 'manual',
  })
}

/** A request in words, the beginning of its body as it was sent. */
function told({ body, ...rest }: ArbitraryRequest): string {
  const text = body && `${body.type}: ${Buffer.from(body.bytes).toString('latin1').slice(0, 500)}`
  return JSON.stringify({ ...rest, body: text })
}

/** The example of a body, from where the document has it. */
function exampleOf(operation: Operation): unknown {
  const { schema, example } = operation.requestBody?.content?.['application/json'] ?? {}
  const named = schema?.$ref && document.components.schemas[schema.$ref.split('/').at(-1) ?? '']
  return example ?? (named || schema)?.example
}

describe('the API’s document', () => {
  test('tells of every operation what it does, where it belongs, and all that it answers', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(routes.length).toBeGreaterThan(150)
    const missing = routes.flatMap(({ name, method, operation }) => {
      const { summary = '', description = '', tags = [], parameters = [], responses } = operation
      const told = Object.entries(responses)
      const isPossible = (status: string): boolean => status in responses
      const lacks: [string, boolean][] = [
        ['a summary', /^[A-Z].{5,}/.test(summary)],
        ['a description', /^\S.{15,}/.test(description)],
        ['a tag', tags.length === 1],
        ['an answer for success', told.some(([status]) => /^[23]/.test(status))],
        ['words for each answer', told.every(([, { description: words }]) => words !== '')],
        ['the bodies of its answers', told.every(([status, { content }]) => /^(204|3..)$/.test(status) || !!content)],
        ['the answer to what does not fit', parameters.every((one) => one.in === 'header') || isPossible('422')],
        ['the answers to bodies', !operation.requestBody || ['400', '413', '415', '422'].every(isPossible)],
        ['the answer to too much', isPossible('429') && isPossible('default')],
        ['the answer to a repeated request', method !== 'POST' || isPossible('409')],
      ]
      return lacks.filter(([, is]) => !is).map(([what]) => `${name} lacks ${what}`)
    })
    expect(missing).toEqual([])
  })

  test('has an example for every body of JSON, and all its examples fit their schemas', () => {
    const withBody = routes.filter(({ operation }) => operation.requestBody?.content?.['application/json'])
    expect(withBody.filter(({ operation }) => exampleOf(operation) === undefined).map(({ name }) => name)).toEqual([])
    const named = Object.entries(document.components.schemas).filter(([, schema]) => schema.example !== undefined)
    expect(named.filter(([, schema]) => !answers.fits(schema, schema.example)).map(([name]) => name)).toEqual([])
  })

  test('is what the types of the typed client were written from: else run `npm run api-types`', async () => {
    expect(await typesOfApi(document)).toBe(await readFile(API_TYPES, 'utf8'))
  })
})

describe('the API and its document', () => {
  test('every example of a request is understood, and answered as described', async () => {
    const wrong: string[] = []
    for (const route of routes.filter(({ name, method }) => name !== STREAM && method !== 'DELETE')) {
      const example = exampleOf(route.operation)
      if (route.operation.requestBody && example === undefined) continue
      const body = example === undefined ? null : asJson(JSON.stringify(example))
      const inPath = (route.operation.parameters ?? []).filter((one) => one.in === 'path')
      const path = Object.fromEntries(
        inPath.map(({ name, schema }) => [name, String(schema.enum?.[0] ?? schema.const ?? lab.clipId)]),
      )
      const response = await ask(route, { path, query: {}, body })
      const copy = response.clone()
      const fault = await answers.wrongWith(route.operation, response)
      if (fault !== null) wrong.push(`${route.name}: ${fault}`)
      // A body that does not fit its schema names the places; what it speaks of need not be there.
      if (response.status === 422 && body !== null) {
        const problem = Problem.parse(await copy.json())
        const isMisunderstood = problem.type === 'urn:storycanvas:error:invalid'
        if (isMisunderstood) wrong.push(`${route.name}: ${problem.detail}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('whatever is sent, the answer is one that the document describes', { timeout: 60_000 }, async () => {
    const requests = new ArbitraryRequests(document, ids)
    const wrong: string[] = []
    for (const route of routes.filter(({ name }) => name !== STREAM)) {
      const property = fc.asyncProperty(requests.to(route.operation), async (request) => {
        const fault = await answers.wrongWith(route.operation, await ask(route, request))
        if (fault !== null) throw new Error(`${told(request)} -> ${fault}`)
      })
      const runs = route.operation.requestBody?.content?.['multipart/form-data'] ? FORM_RUNS : RUNS
      const { failed, errorInstance } = await fc.check(property, { ...runs, endOnFailure: true })
      if (failed) wrong.push(`${route.name}: ${String(errorInstance)}`)
    }
    expect(wrong).toEqual([])
  })
})
