import type { z } from 'zod'
import { argumentsRefused, problemWords } from './refusal-words.ts'
import { toolSchema } from './tool-schema.ts'

/** An operation of the API as `METHOD /path/{param}`, its whole path as in the OpenAPI document. */
export type Operation = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`

/** What goes into the request that a tool stands for. */
export interface ToolRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: object
}

/** Asks the API as whoever called the tool. */
export type AskApi = (request: {
  readonly method: string
  readonly path: string
  readonly body?: object
}) => Promise<Response>

/** A picture that an assistant may look at. */
export interface ToolPicture {
  readonly mime: string
  readonly bytes: Uint8Array
}

/** What came of a call: data with a sentence about them, or why there are none. */
export type ToolOutcome =
  | { readonly data: Record<string, unknown>; readonly words: string; readonly picture: ToolPicture | null }
  | { readonly refused: string }

/** A tool as assistants see it. */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  /** The operation that it is: whose access rule, limits and audit hold for it. */
  readonly operation: Operation
  readonly hints: ToolHints
  /** JSON Schemas of what it takes and answers. */
  readonly schemas: () => { readonly input: ToolSchema; readonly output: ToolSchema }
  /** Runs it. Throws only where the API answers otherwise than it promises. */
  run(given: unknown, ask: AskApi): Promise<ToolOutcome>
}

/** A JSON Schema of an object, without references. */
export interface ToolSchema {
  readonly type: 'object'
  readonly [keyword: string]: unknown
}

/** What a person should know before they let an assistant use a tool. */
interface ToolHints {
  readonly readOnlyHint: boolean
  /** It takes something away, or over. */
  readonly destructiveHint: boolean
  /** Doing it twice is doing it once. */
  readonly idempotentHint: boolean
}

interface ToolSpec<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly operation: Operation
  readonly input: Input
  readonly output: Output
  readonly request: (input: z.output<Input>) => ToolRequest
  /** Reads what the API answered; absent: the answer is the result. */
  readonly read?: (response: Response, input: z.output<Input>) => Promise<unknown>
  /** One sentence about the result. */
  readonly words: (data: z.output<Output>) => string
  /** Whether the answer of the API is a picture to look at. */
  readonly isPicture?: true
  /** Whether it takes something away or over, though it is no `DELETE`. */
  readonly isDestructive?: true
}

/** A tool from what it takes, the request that it is, and what it answers. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(spec: ToolSpec<Input, Output>): Tool {
  const { name, title, description, operation, input, output } = spec
  const [method = '', pattern = ''] = operation.split(' ')
  return {
    name,
    title,
    description,
    operation,
    hints: {
      readOnlyHint: method === 'GET',
      destructiveHint: method === 'DELETE' || spec.isDestructive === true,
      idempotentHint: method !== 'POST',
    },
    schemas: () => ({ input: toolSchema(input, 'input'), output: toolSchema(output, 'output') }),
    async run(given, ask) {
      const parsed = input.safeParse(given ?? {})
      if (!parsed.success) return { refused: argumentsRefused(name, parsed.error) }
      const { params = {}, query = {}, body } = spec.request(parsed.data)
      const response = await ask({ method, path: addressOf(pattern, params, query), ...(body && { body }) })
      if (!response.ok) return { refused: await problemWords(response) }
      const picture = spec.isPicture ? await pictureOf(response.clone()) : null
      const read = spec.read ? await spec.read(response, parsed.data) : await response.json()
      const data = output.parse(read)
      return { data, words: spec.words(data), picture }
    },
  }
}

function addressOf(
  pattern: string,
  params: NonNullable<ToolRequest['params']>,
  query: NonNullable<ToolRequest['query']>,
): string {
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? path : `${path}?${given.toString()}`
}

async function pictureOf(response: Response): Promise<ToolPicture | null> {
  const mime = response.headers.get('content-type') ?? ''
  return mime.startsWith('image/') ? { mime, bytes: new Uint8Array(await response.arrayBuffer()) } : null
}
