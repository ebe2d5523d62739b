import fc from 'fast-check'
import { must } from '#shared/util/assert.ts'
import { arbitraryForm, type ArbitraryBody } from './arbitrary-form.ts'
import type { JsonSchema, OpenApiDocument, Operation } from './open-api.ts'

/** Nobody listens there, and asking costs no look-up of a name. */
const DEAF = 'http://127.0.0.1:9'

/** A request to an operation: what stands in its path, its query and its body. */
export interface ArbitraryRequest {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: ArbitraryBody | null
}

/** Requests from the schemas of the API's document: most of them fit, some nearly, a few not at all. */
export class ArbitraryRequests {
  readonly #document: OpenApiDocument
  readonly #ids: fc.Arbitrary<string>

  /** `ids` are of what is there. */
  constructor(document: OpenApiDocument, ids: readonly string[]) {
    this.#document = document
    this.#ids = fc.constantFrom(...ids)
  }

  /** Requests to this operation. */
  to(operation: Operation): fc.Arbitrary<ArbitraryRequest> {
    const parameters = operation.parameters ?? []
    const inPath = parameters.filter((one) => one.in === 'path').map((one) => [one.name, this.#inPath(one.schema)])
    const inQuery = parameters.filter((one) => one.in === 'query').map((one) => [one.name, this.#inQuery(one.schema)])
    const { 'application/json': json, 'multipart/form-data': form } = operation.requestBody?.content ?? {}
    const bodies = [
      ...(json?.schema ? [this.#body(json.schema).map(asJson)] : []),
      ...(form?.schema ? [arbitraryForm(form.schema, (field) => this.#fits(field))] : []),
    ]
    return fc.record({
      path: fc.record(Object.fromEntries(inPath) as Record<string, fc.Arbitrary<string>>),
      query: fc.record(Object.fromEntries(inQuery) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] }),
      body: bodies.length > 0 ? fc.oneof(...bodies) : fc.constant(null),
    })
  }

  /** Ids that are there, that could be there, and that never are. */
  #inPath({ enum: names }: JsonSchema): fc.Arbitrary<string> {
    return fc.oneof(
      { weight: 4, arbitrary: names ? fc.constantFrom(...names.map(String)) : this.#ids },
      { weight: 1, arbitrary: fc.uuid() },
      { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 10 }).filter((text) => !/^\.+$/.test(text)) },
    )
  }

  #inQuery(schema: JsonSchema): fc.Arbitrary<unknown> {
    return fc.oneof(
      { weight: 3, arbitrary: this.#fits(schema) },
      { weight: 1, arbitrary: fc.string({ maxLength: 10 }) },
    )
  }

  #body(schema: JsonSchema): fc.Arbitrary<string> {
    const fitting = this.#fits(schema)
    return fc.oneof(
      { weight: 4, arbitrary: fitting.map((value) => JSON.stringify(value)) },
      { weight: 2, arbitrary: fc.tuple(fitting, fc.nat(), fc.jsonValue({ maxDepth: 1 })).map(spoil) },
      { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
      { weight: 1, arbitrary: fc.string({ minLength: 1 }) },
    )
  }

  /** Values that fit a schema, but for what the description cannot say of them. */
  #fits(schema: JsonSchema): fc.Arbitrary<unknown> {
    if (schema.$ref) {
      const name = must(schema.$ref.split('/').at(-1), 'the name of a schema')
      return this.#fits(must(this.#document.components.schemas[name], `the schema ${name}`))
    }
    if (schema.enum) return fc.constantFrom(...schema.enum)
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => this.#fits(one)))
    const types = [schema.type ?? 'string'].flat()
    return fc.oneof(...types.map((type) => this.#ofType(type, schema)))
  }

  #ofType(type: string, schema: JsonSchema): fc.Arbitrary<unknown> {
    switch (type) {
      case 'object': {
        const fields = Object.entries(schema.properties ?? {}).map(([key, value]) => [key, this.#fits(value)])
        const requiredKeys = [...(schema.required ?? [])]
        return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys })
      }
      case 'array':
        return fc.array(this.#fits(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
      case 'integer':
        return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) })
      case 'number':
        return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000, noNaN: true })
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      default:
        return this.#text(schema)
    }
  }

  #text({ format, pattern }: JsonSchema): fc.Arbitrary<string> {
    if (format === 'uuid') return fc.oneof({ weight: 3, arbitrary: this.#ids }, { weight: 1, arbitrary: fc.uuid() })
    if (format === 'uri') return fc.constantFrom(DEAF, `${DEAF}/a?b#c`, 'ftp://127.0.0.1:9', 'attic')
    const free = fc.string({ maxLength: 30 })
    // Patterns that look ahead cannot be followed, and those of classes of Unicode only slowly.
    return pattern === undefined || /\(\?|\\p\{/i.test(pattern)
      ? free
      : fc.oneof(fc.stringMatching(new RegExp(pattern, 'u')), free)
  }
}

/** Text as a body that is said to be JSON. */
export function asJson(text: string): ArbitraryBody {
  return { type: 'application/json', bytes: new TextEncoder().encode(text) }
}

/** The same body with something else in the place of one field. */
function spoil([body, at, value]: [unknown, number, unknown]): string {
  if (typeof body !== 'object' || body === null) return JSON.stringify(value)
  const keys = Object.keys(body)
  const key = keys[at % Math.max(1, keys.length)] ?? 'more'
  return JSON.stringify({ ...body, [key]: value })
}
