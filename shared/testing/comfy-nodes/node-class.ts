/** One input as `/object_info` writes it: its type (or its list of choices), then its options where it has some. */
export type InputSpec = readonly [type: string | readonly string[], options?: Readonly<Record<string, unknown>>]

/** A node class of the pretended server: what goes in, what comes out. */
export interface NodeClass {
  readonly required: Readonly<Record<string, InputSpec>>
  readonly optional: Readonly<Record<string, InputSpec>>
  readonly outputs: readonly string[]
  /** Its result is shown to the user; a graph needs at least one such node. */
  readonly isOutput: boolean
  /** Declared in the server's newer way, which adds a few fields to its description. */
  readonly newStyle: boolean
  /** Sends its work to a paid service of somebody else. */
  readonly isPartner: boolean
}

type Inputs = Readonly<Record<string, InputSpec>>
type Declared = {
  required: Inputs
  optional?: Inputs
  outputs: readonly string[]
  isOutput?: true
  newStyle?: true
  isPartner?: true
}

/** Fills in what most classes leave out. */
export const nodeClass = (declared: Declared): NodeClass => ({
  optional: {},
  isOutput: false,
  newStyle: false,
  isPartner: false,
  ...declared,
})

/** The largest seed the server takes, 2^64 − 1; a JavaScript number rounds it. */
export const MAX_SEED = 2 ** 64

/** An input that only a link can feed. */
export const link = (type: string): InputSpec => [type, {}]
/** INT with its bounds and, where other values are silently rounded, its step. */
export const whole = (standard: number, min?: number, max?: number, step?: number): InputSpec => [
  'INT',
  { ...bounds(standard, min, max), ...(step === undefined ? {} : { step }) },
]
/** A side of a picture in pixels, on a grid. */
export const side = (standard: number, step: number, min = 16): InputSpec => whole(standard, min, 16_384, step)
/** Frames of a clip: `step * n + min`. */
export const length = (standard: number, step: number, min = 1): InputSpec => whole(standard, min, 16_384, step)
/** How many pictures at once. */
export const batch: InputSpec = whole(1, 1, 4096)
/** FLOAT with its bounds. */
export const decimal = (standard: number, min?: number, max?: number): InputSpec => [
  'FLOAT',
  bounds(standard, min, max),
]
/** STRING. */
export const text = (standard = ''): InputSpec => ['STRING', { default: standard, multiline: standard === '' }]
/** BOOLEAN. */
export const flag = (standard: boolean): InputSpec => ['BOOLEAN', { default: standard }]
/** A combo in the oldest of its three forms: the bare list. */
export const choice = (options: readonly string[]): InputSpec => [options]
/** A combo in the second form: the list, then options. */
export const choiceWith = (options: readonly string[]): InputSpec => [options, {}]
/** A combo in the newest form: the word COMBO, the list among the options. */
export const combo = (options: readonly string[]): InputSpec => ['COMBO', { multiselect: false, options }]

function bounds(standard: number, min: number | undefined, max: number | undefined): Record<string, number> {
  return { default: standard, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}
