import { z } from 'zod'
import type { ToolSchema } from './tool.ts'

/**
 * A schema as JSON Schema, with every named part written out in its place: programs that speak with models take no
 * references, and the protocol wants an object at the root. What only repeats something is left out, since models read all
 * of it; answers may have more in them one day than a program knows.
 */
export function toolSchema(schema: z.ZodObject, io: 'input' | 'output'): ToolSchema {
  const {
    $schema: _dialect,
    definitions,
    ...root
  } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'uuid') delete jsonSchema.pattern
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  const named = definitions as Readonly<Record<string, unknown>> | undefined
  return { ...(writtenOut(root, named ?? {}) as Record<string, unknown>), type: 'object' }
}

const REFERENCE = '#/definitions/'

function writtenOut(node: unknown, definitions: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(node)) return node.map((each) => writtenOut(each, definitions))
  if (typeof node !== 'object' || node === null) return node
  const { $ref, allOf, ...rest } = node as Record<string, unknown>
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, writtenOut(value, definitions)]))
  // A named part that has something of its own beside it comes as the only one of several.
  const [only, ...others] = Array.isArray(allOf) ? (allOf as unknown[]) : []
  if (others.length > 0) return { ...own, allOf: writtenOut(allOf, definitions) }
  const part = typeof $ref === 'string' ? definitions[$ref.slice(REFERENCE.length)] : only
  return part === undefined ? own : { ...(writtenOut(part, definitions) as Record<string, unknown>), ...own }
}
