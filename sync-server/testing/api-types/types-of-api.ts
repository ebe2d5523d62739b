import { compile } from 'json-schema-to-typescript'
import { format, resolveConfig } from 'prettier'
import type { Content, JsonSchema, OpenApiDocument, Operation, Parameter } from './open-api.ts'

/** Where the generated types are kept. */
export const API_TYPES = new URL('./paths.ts', import.meta.url)

/** What the compiler of schemas takes, beside what OpenAPI has. */
interface TypeSchema extends JsonSchema {
  readonly definitions?: Readonly<Record<string, TypeSchema>>
  /** Stands for the type as it is. */
  readonly tsType?: string
}

const BANNER = '// Written by `npm run api-types` from the API’s document: change the routes, and write it anew.'

/**
 * The source of the type `Paths`, by which openapi-fetch knows what each operation takes and answers. All errors are
 * problem documents, so they stand there once an operation, as `default`. Headers and the descriptions of fields are left
 * out: what holds for every operation needs no type, and who wants to read has the reference.
 */
export async function typesOfApi(document: OpenApiDocument): Promise<string> {
  const definitions = Object.entries(document.components.schemas).map(([name, schema]) => [name, typed(schema)])
  const schema = {
    ...object(document.paths, (operations) => object(operations, ofOperation)),
    definitions: Object.fromEntries(definitions) as Readonly<Record<string, TypeSchema>>,
  }
  const source = await compile(schema as Parameters<typeof compile>[0], 'Paths', {
    additionalProperties: false,
    bannerComment: BANNER,
    format: false,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
  })
  // A status is a number for openapi-fetch, and a quoted key is none.
  const numbered = source.replaceAll(/"(\d{3})"(?=:)/g, '$1')
  const filepath = API_TYPES.pathname
  return format(numbered, { ...(await resolveConfig(filepath)), filepath })
}

function ofOperation(operation: Operation): TypeSchema {
  const { summary = '', description, parameters = [], requestBody, responses } = operation
  const own = Object.entries(responses).filter(([status]) => status.startsWith('2') || status === 'default')
  const schema = object(
    {
      parameters: object(
        { path: ofParameters(parameters, 'path'), query: ofParameters(parameters, 'query') },
        (group) => group,
        parameters.some((one) => one.in === 'query' && one.required) ? [] : ['query'],
      ),
      ...(requestBody?.content && { requestBody: object({ content: ofContent(requestBody.content) }, (one) => one) }),
      responses: object(Object.fromEntries(own), ({ content }) =>
        object(
          { content: content ? ofContent(content) : { tsType: 'never' } },
          (one) => one,
          content ? [] : ['content'],
        ),
      ),
    },
    (one) => one,
    requestBody?.required === true ? [] : ['requestBody'],
  )
  return { ...schema, description: [summary, description].filter(Boolean).join('\n\n') }
}

function ofParameters(parameters: readonly Parameter[], place: Parameter['in']): TypeSchema {
  const here = parameters.filter((one) => one.in === place)
  if (here.length === 0) return { tsType: 'never' }
  const optional = here.filter(({ required }) => !required).map(({ name }) => name)
  return object(Object.fromEntries(here.map((one) => [one.name, one])), ({ schema }) => typed(schema), optional)
}

function ofContent(content: Content): TypeSchema {
  return object(content, ({ schema = {} }) => typed(schema))
}

/** An object with these fields; all are required but the named ones, and those that hold nothing required. */
function object<T>(
  fields: Readonly<Record<string, T>>,
  schemaOf: (field: T) => TypeSchema,
  optional: readonly string[] = [],
): TypeSchema {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]))
  const required = Object.keys(properties).filter(
    (name) => !optional.includes(name) && properties[name]?.tsType !== 'never',
  )
  return { type: 'object', properties, required }
}

/** A schema of the document as the compiler reads it. */
function typed(schema: JsonSchema): TypeSchema {
  if (schema.$ref) return { $ref: schema.$ref.replace('#/components/schemas/', '#/definitions/') }
  if (schema.format === 'binary') return { tsType: 'Blob' }
  const { properties, items, anyOf, allOf, description: _words, ...rest } = schema
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, typed(one)])),
    }),
    ...(items && { items: typed(items) }),
    ...(anyOf && { anyOf: withoutNeedless(anyOf).map(typed) }),
    ...(allOf && { allOf: allOf.map(typed) }),
  }
}

/** A text that stands beside all texts tells a type nothing. */
function withoutNeedless(choices: readonly JsonSchema[]): readonly JsonSchema[] {
  const isNamed = (one: JsonSchema): boolean => one.enum !== undefined || one.const !== undefined
  const takesAll = choices.some((one) => one.type === 'string' && !isNamed(one))
  return choices.filter((one) => !(takesAll && one.type === 'string' && isNamed(one)))
}
