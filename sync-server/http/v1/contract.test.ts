import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { must } from '#shared/util/assert.ts'

/** As much of JSON Schema as the API's document uses. */
interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly example?: unknown
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required?: boolean; schema: JsonSchema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}

interface OpenApiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

/** Requests of each kind to each operation. */
const TRIES = 10
/** Nobody listens there, and asking costs no look-up of a name. */
const DEAF = 'http://127.0.0.1:9'

let server: TestServer
let lab: GenerationLab
let document: OpenApiDocument

beforeAll(async () => {
  server = await startTestServer()
  lab = await openLab(server.url)
  document = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as OpenApiDocument
})
afterAll(() => server.stop())

const operations = (): { method: string; path: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )

describe('the API and its description', () => {
  test('every operation says what it does and what it answers', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(operations().length).toBeGreaterThan(30)
    for (const { method, path, operation } of operations()) {
      const name = `${method} ${path}`
      expect(operation.summary ?? '', name).toMatch(/^[A-Z].{5,}/)
      const answers = Object.entries(operation.responses)
      expect(
        answers.some(([status]) => /^[23]/.test(status)),
        name,
      ).toBe(true)
      for (const [status, answer] of answers) {
        expect(answer.description, `${name} ${status}`).not.toBe('')
        if (!/^(204|3..)$/.test(status)) expect(answer.content, `${name} ${status}`).toBeDefined()
      }
    }
  })

  test('every example of a body is one that its operation understands', async () => {
    const examples = operations().flatMap(({ method, path, operation }) => {
      const schema = operation.requestBody?.content['application/json']?.schema
      const named = schema?.$ref && document.components.schemas[schema.$ref.split('/').at(-1) ?? '']
      const example = (named || schema)?.example
      return example === undefined ? [] : [{ method, path, operation, example }]
    })
    expect(examples.length).toBeGreaterThan(20)
    for (const { method, path, operation, example } of examples) {
      const filled = path.replace(/\{(\w+)\}/g, lab.clipId)
      const response = await fetch(`${server.url}${filled}`, {
        method,
        body: JSON.stringify(example),
        headers: { 'content-type': 'application/json' },
      })
      const name = `${method} ${filled} -> ${response.status}`
      expect(Object.keys(operation.responses), name).toContain(String(response.status))
      const problem = response.ok ? null : Problem.parse(await response.json())
      // A body that does not fit its schema names the places; what it speaks of need not be there.
      if (problem?.status === 422)
        expect(problem.type, `${name} ${problem.detail}`).not.toBe('urn:storycanvas:error:invalid')
    }
  })

  test('whatever is sent, the answer is one that the description names', { timeout: 40_000 }, async () => {
    // The stream of events has no end to wait for.
    for (const { method, path, operation } of operations().filter((one) => one.path !== '/api/v1/events')) {
      const bodySchema = operation.requestBody?.content['application/json']?.schema
      const parameters = operation.parameters ?? []
      const request = fc.record({
        path: fc.record(
          Object.fromEntries(parameters.filter((one) => one.in === 'path').map((one) => [one.name, fromPath()])),
        ),
        query: fc.record(
          Object.fromEntries(
            parameters.filter((one) => one.in === 'query').map((one) => [one.name, fromSchema(one.schema)]),
          ),
          { requiredKeys: [] },
        ),
        body: bodySchema
          ? fc.oneof(
              { weight: 4, arbitrary: fromSchema(bodySchema).map((value) => JSON.stringify(value)) },
              { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
              { weight: 1, arbitrary: fc.string({ minLength: 1 }) },
            )
          : fc.constant(null),
      })
      await fc.assert(
        fc.asyncProperty(request, async ({ path: inPath, query, body }) => {
          const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(inPath[name])))
          const search = new URLSearchParams(
            Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
          )
          const response = await fetch(`${server.url}${filled}?${search.toString()}`, {
            method,
            ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
          })
          const text = await response.text()
          const { status } = response
          const name = `${method} ${filled}?${search.toString()} ${body ?? ''} -> ${status} ${text.slice(0, 300)}`
          expect(status, name).toBeLessThan(500)
          expect(Object.keys(operation.responses), name).toContain(String(status))
          if (status >= 400) {
            expect(response.headers.get('content-type'), name).toBe('application/problem+json')
            expect(Problem.parse(JSON.parse(text)).status).toBe(status)
          }
        }),
        { numRuns: TRIES, seed: 20_261_124 },
      )
    }
  })
})

/** Ids that are there, that could be there, and that never are. */
function fromPath(): fc.Arbitrary<string> {
  return fc.oneof(
    knownId(),
    fc.uuid(),
    fc.string({ minLength: 1, maxLength: 10 }).filter((text) => !/^\.+$/.test(text)),
  )
}

function knownId(): fc.Arbitrary<string> {
  return fc.constantFrom(lab.projectId, lab.clipId)
}

/** Values that fit a schema, but for what the description cannot say of them. */
function fromSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.$ref) {
    const name = must(schema.$ref.split('/').at(-1), 'the name of a schema')
    return fromSchema(must(document.components.schemas[name], `the schema ${name}`))
  }
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fromSchema))
  const [type] = [schema.type].flat()
  switch (type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, fromSchema(value)])),
        { requiredKeys: [...(schema.required ?? [])] },
      )
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}), { maxLength: 3 })
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) })
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      if (schema.format === 'uuid') return fc.oneof(knownId(), fc.uuid())
      if (schema.format === 'uri') return fc.constantFrom(DEAF, `${DEAF}/a?b#c`, 'ftp://127.0.0.1:9', 'attic')
      return fc.string({ maxLength: 30 })
  }
}
