import { ruleOf } from '#server/auth/access-rules.ts'
import { EXAMPLES } from '#shared/protocol/examples.ts'

/** As much of an OpenAPI document as is completed here. */
interface ApiDocument {
  paths?: Record<string, Record<string, Operation>>
  components?: { readonly schemas?: Record<string, { example?: unknown }> }
}

interface Operation {
  parameters?: Parameter[]
  requestBody?: { readonly content?: object }
  responses?: Record<string, object>
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: object
  readonly example?: string
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete'])

const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const header = (name: string, description: string, example: string): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
  example,
})

const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'A text of your own, new for each thing that you ask for (1 to 255 visible ASCII characters). The same request with the same key runs once, and is answered alike for 24 hours.',
  '8e03978e-40d5-43e8-bc93-6894a57f9324',
)
const IF_NONE_MATCH = header(
  'If-None-Match',
  'The ETag of what you have: where nothing has changed, the answer is 304 without a body.',
  '"q1Yx0mFvJ3kz5b8Xw2Lr9A"',
)

/**
 * Writes into the API's document what holds for every operation of a kind and is decided in the middleware: the answers
 * to requests that cannot be read, that nobody has signed in for, or that come too often, and the headers that make
 * repeating and asking again cheap; and examples of bodies and answers. What a route says itself stays.
 */
export function describeCommon<Document extends object>(document: Document): Document {
  const { paths = {}, components } = document as ApiDocument
  for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
    if (name in EXAMPLES) schema.example ??= EXAMPLES[name]
  }
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (METHODS.has(method)) complete(method.toUpperCase(), path, operation)
    }
  }
  withoutFlags(components)
  withoutFlags(paths)
  return document
}

/** JSON Schema reads every pattern as Unicode; a flag behind it would be part of it, which no text fits. */
function withoutFlags(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  if ('pattern' in node && typeof node.pattern === 'string') node.pattern = node.pattern.replace(/\/u$/, '')
  for (const child of Object.values(node)) withoutFlags(child)
}

function complete(method: string, path: string, operation: Operation): void {
  const parameters = (operation.parameters ??= [])
  const own = (operation.responses ??= {})
  const common: Record<string, object> = {}
  const takesBody = operation.requestBody?.content !== undefined
  if (takesBody) {
    common['400'] = problem('The body cannot be read: it is no JSON, or no form')
    common['413'] = problem('The body is too large')
    common['415'] = problem('The body is of a type that is not taken here')
  }
  if (takesBody || parameters.length > 0) {
    common['422'] = problem('The request does not fit this description; `errors` names each place')
  }
  if (method === 'POST') {
    parameters.push(IDEMPOTENCY_KEY)
    common['409'] = problem('The first request with this Idempotency-Key is still being worked on')
    common['422'] ??= problem('The Idempotency-Key is wrong, or came with another request before')
  }
  if (method === 'GET' && isJson(own['200'])) {
    parameters.push(IF_NONE_MATCH)
    common['304'] = { description: 'Nothing has changed since the answer with this ETag' }
  }
  if (ruleOf(method, path)?.who !== 'public') {
    common['401'] = problem('Nobody is signed in')
    common['403'] = problem('Who is signed in may not do this')
  }
  common['429'] = problem('Too many requests; `Retry-After` says when to come again')
  common['default'] = problem('Every other error, in the same shape')
  operation.responses = { ...common, ...own }
}

function isJson(answer: object | undefined): boolean {
  return answer !== undefined && 'content' in answer && 'application/json' in (answer.content as object)
}
