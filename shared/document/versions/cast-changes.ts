import type { Character } from '../../model/character.ts'
import type { LookParams } from '../../model/look-params.ts'
import type { PoolEntry } from '../../model/pool-entry.ts'
import type { Style } from '../../model/style.ts'
import { sameValue, type FieldChange } from './field-changes.ts'

/** What each field is called, and its value in words: null for nothing. */
type Words<T> = readonly (readonly [keyof T & string, string, (record: T) => string | null])[]

const text = (value: string | null): string | null => (value === '' ? null : value)
const listed = (values: readonly string[]): string | null => (values.length === 0 ? null : values.join(', '))

function paramsWords(params: LookParams): string | null {
  const { loras = [], ...rest } = params
  const values = Object.entries(rest).map(([key, value]) => `${key} ${String(value)}`)
  return listed([...values, ...loras.map(({ name, strength }) => `${name} ${strength}`)])
}

const CHARACTER: Words<Character> = [
  ['name', 'Name', ({ name }) => text(name)],
  ['description', 'Always in the prompt', ({ description }) => text(description)],
  ['negative', 'Never', ({ negative }) => text(negative)],
  ['triggerWords', 'Trigger words', ({ triggerWords }) => text(triggerWords)],
  ['references', 'References', ({ references }) => (references.length === 0 ? null : `${references.length} pictures`)],
  ['faceImage', 'Face', ({ faceImage }) => (faceImage === null ? null : 'A picture')],
  ['loraPath', 'LoRA', ({ loraPath }) => text(loraPath)],
  ['loraStrength', 'LoRA strength', ({ loraStrength }) => String(loraStrength)],
  ['loraModelTypes', 'LoRA made for', ({ loraModelTypes }) => listed(loraModelTypes)],
  [
    'fragments',
    'Words for one model',
    ({ fragments }) => listed(Object.entries(fragments).map(([type, words]) => `${type}: ${words}`)),
  ],
]

const STYLE: Words<Style> = [
  ['name', 'Name', ({ name }) => text(name)],
  ['description', 'Description', ({ description }) => text(description)],
  ['model', 'Model', ({ model }) => text(model)],
  ['modelType', 'Family', ({ modelType }) => text(modelType)],
  ['prefix', 'In front of the prompt', ({ prefix }) => text(prefix)],
  ['suffix', 'Behind the prompt', ({ suffix }) => text(suffix)],
  ['negative', 'Added to the negative', ({ negative }) => text(negative)],
  ['params', 'Sampling', ({ params }) => paramsWords(params)],
]

const POOL: Words<PoolEntry> = [
  ['name', 'Name', ({ name }) => text(name)],
  ['prompt', 'Prompt', ({ prompt }) => text(prompt)],
]

/** What changed of a character. */
export function characterChanges(before: Character, after: Character): FieldChange[] {
  return changesOf(CHARACTER, before, after)
}

/** What changed of a style; how often it was used is no change of it. */
export function styleChanges(before: Style, after: Style): FieldChange[] {
  return changesOf(STYLE, before, after)
}

/** What changed of an entry of the pool. */
export function poolChanges(before: PoolEntry, after: PoolEntry): FieldChange[] {
  return changesOf(POOL, before, after)
}

function changesOf<T extends object>(fields: Words<T>, before: T, after: T): FieldChange[] {
  return fields.flatMap(([field, label, words]) => {
    if (sameValue(before[field], after[field])) return []
    const [was, is] = [words(before), words(after)]
    return [{ field, label, before: was, after: was === is ? 'Another one' : is }]
  })
}
