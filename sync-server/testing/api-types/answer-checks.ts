import { z } from 'zod'
import type { JsonSchema, OpenApiDocument, Operation } from './open-api.ts'

/** Holds answers to what the API's document says of them. */
export class AnswerChecks {
  readonly #schemas: Readonly<Record<string, unknown>>
  readonly #known = new Map<JsonSchema, z.ZodType>()

  constructor(document: OpenApiDocument) {
    this.#schemas = closed(document.components.schemas) as Readonly<Record<string, unknown>>
  }

  /** What is wrong with the answer; null where it is as the document says. */
  async wrongWith(operation: Operation, response: Response): Promise<string | null> {
    const { status, headers } = response
    const text = await response.text()
    const said = `${status} ${text.slice(0, 300)}`
    // An error of the server’s own is never what a request should get, even though it is described.
    if (status === 500) return said
    const described = operation.responses[status]
    if (!described) return `${said}: the document does not know this status`
    const mediaType = headers.get('content-type')?.split(';')[0] ?? ''
    if (status >= 400 && mediaType !== 'application/problem+json') return `${said}: its type is ${mediaType}`
    if (!mediaType.endsWith('json')) return null
    const schema = described.content?.[mediaType]?.schema
    if (!schema) return `${said}: the document does not know a body of the type ${mediaType}`
    const parsed = this.#reader(schema).safeParse(JSON.parse(text))
    return parsed.success ? null : `${said}: ${z.prettifyError(parsed.error)}`
  }

  /** Whether a value is as a schema of the document says. */
  fits(schema: JsonSchema, value: unknown): boolean {
    return this.#reader(schema).safeParse(value).success
  }

  #reader(schema: JsonSchema): z.ZodType {
    const known = this.#known.get(schema)
    if (known) return known
    const whole = { ...(closed(schema) as object), $defs: this.#schemas }
    const made = z.fromJSONSchema(whole as Parameters<typeof z.fromJSONSchema>[0])
    this.#known.set(schema, made)
    return made
  }
}

/** The same schema where references lead to `$defs`, and objects have no fields that are not told of. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed)
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.fromEntries(
    Object.entries(node)
      // Zod reads patterns without Unicode.
      .filter(([key, value]) => !(key === 'pattern' && /\\p\{/i.test(String(value))))
      .map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string'
          ? value.replace('#/components/schemas/', '#/$defs/')
          : closed(value),
      ]),
  )
  return 'properties' in copy && typeof copy['type'] !== 'object' && copy['additionalProperties'] === undefined
    ? { ...copy, additionalProperties: false }
    : copy
}
