import { z } from 'zod'

/** One input of a node class, whichever of ComfyUI's encodings it came in. */
export interface NodeInput {
  /** ComfyUI's type name ("INT", "MODEL", …); `COMBO` for a choice from a list. */
  readonly type: string
  /** The values a choice accepts, verbatim. For loaders these are the files the host has. */
  readonly options?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** Other values than `min + n * step` are silently changed. */
  readonly step?: number
  readonly required: boolean
  /** True where the list names uploaded files: it changes with every upload, and the host checks the file itself. */
  readonly uploads?: boolean
}

/** One node class that a host can run. */
export interface NodeClass {
  readonly inputs: Readonly<Record<string, NodeInput>>
  /** Types by output slot. */
  readonly outputs: readonly string[]
  /** True for nodes whose results end up in the history (SaveImage, SaveVideo …). */
  readonly outputNode: boolean
}

/** What a host can run and which files it has: `GET /object_info`, brought into one shape. */
export interface HostCapabilities {
  readonly classes: Readonly<Record<string, NodeClass>>
}

const Options = z
  .looseObject({
    options: z.array(z.unknown()).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
    image_upload: z.boolean().optional(),
  })
  .catch({})

/** `["INT", {…}]`, `[["a", "b"], {…}]` or `["COMBO", {options: […]}]`; the second part may be absent. */
const RawInput = z.tuple([z.union([z.string(), z.array(z.unknown())])], z.unknown())

const RawInputs = z.record(z.string(), z.unknown()).catch({})

const RawClass = z.looseObject({
  input: z.looseObject({ required: RawInputs.optional(), optional: RawInputs.optional() }).catch({}),
  output: z.array(z.unknown()).catch([]),
  output_node: z.boolean().catch(false),
})

const ObjectInfo = z.record(z.string(), z.unknown())

/**
 * Reads the answer of `GET /object_info`. Anything a custom node describes in a way nobody knows is left out rather
 * than refused: one broken extension must not make a whole host unusable. Throws a ZodError only when the answer is
 * not an object at all.
 */
export function parseObjectInfo(json: unknown): HostCapabilities {
  const classes: Record<string, NodeClass> = {}
  for (const [name, raw] of Object.entries(ObjectInfo.parse(json))) {
    const parsed = RawClass.safeParse(raw)
    if (parsed.success) classes[name] = readClass(parsed.data)
  }
  return { classes }
}

/** The values that one input of a class accepts; empty when the host has no such class or input. */
export function listedValues(host: HostCapabilities, className: string, input: string): readonly string[] {
  return host.classes[className]?.inputs[input]?.options ?? []
}

function readClass(raw: z.infer<typeof RawClass>): NodeClass {
  return {
    inputs: { ...readInputs(raw.input.optional ?? {}, false), ...readInputs(raw.input.required ?? {}, true) },
    outputs: raw.output.map((type) => (typeof type === 'string' ? type : 'COMBO')),
    outputNode: raw.output_node,
  }
}

function readInputs(raw: Readonly<Record<string, unknown>>, required: boolean): Record<string, NodeInput> {
  const inputs: Record<string, NodeInput> = {}
  for (const [name, value] of Object.entries(raw)) {
    const parsed = RawInput.safeParse(value)
    if (!parsed.success) continue
    const [type, extra] = parsed.data
    const options = Options.parse(extra ?? {})
    const choices = choicesOf(type, options.options)
    inputs[name] = {
      type: typeof type === 'string' ? type : 'COMBO',
      required,
      ...(choices && { options: choices }),
      ...(options.min !== undefined && { min: options.min }),
      ...(options.max !== undefined && { max: options.max }),
      ...(type === 'INT' && options.step !== undefined && options.step > 1 && { step: options.step }),
      ...(options.image_upload && { uploads: true }),
    }
  }
  return inputs
}

/** Only lists of plain values are choices; newer "dynamic" lists hold objects and are left alone. */
function choicesOf(type: string | readonly unknown[], listed: readonly unknown[] | undefined): string[] | null {
  const values = typeof type === 'string' ? (type === 'COMBO' ? listed : undefined) : type
  if (!values) return null
  const plain = values.filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
  return plain.length === values.length ? plain.map(String) : null
}
