import type { Character } from '../model/character.ts'
import { ModelPreset, NEW_PRESET } from '../model/model-preset.ts'
import type { PoolEntry } from '../model/pool-entry.ts'
import { NEW_RECIPE, SavedRecipe } from '../model/saved-recipe.ts'
import type { Style } from '../model/style.ts'
import { paramsOf, readCharacter, readPoolEntry, readStyle } from './cast-records.ts'
import { plainEntity, type PlainFields, type SharedFields } from './entity-fields.ts'
import type { LibraryDoc } from './library-doc.ts'
import { readRecord } from './read-record.ts'

/** The shared types among the fields of presets and saved recipes. */
export const PRESET_PARTS: SharedFields = { texts: new Set(), maps: new Set(['params']) }
export const RECIPE_PARTS: SharedFields = { texts: new Set(['prompt', 'negativePrompt']), maps: new Set(['params']) }

const COMMON = { name: '', createdAt: 0, deletedAt: null }
const PRESET_DEFAULTS: PlainFields = { ...NEW_PRESET, ...COMMON }
const RECIPE_DEFAULTS: PlainFields = { ...NEW_RECIPE, ...COMMON }

/** A preset, trashed ones included; null when there is none. */
export function readPreset({ presets }: LibraryDoc, id: string): ModelPreset | null {
  const fields = plainEntity(presets.get(id))
  return fields && readRecord(ModelPreset, { ...fields, id, params: paramsOf(fields) }, PRESET_DEFAULTS)
}

/** A saved recipe, trashed ones included; null when there is none or it names no model. */
export function readSavedRecipe({ recipes }: LibraryDoc, id: string): SavedRecipe | null {
  const fields = plainEntity(recipes.get(id))
  return fields && readRecord(SavedRecipe, { ...fields, id, params: paramsOf(fields) }, RECIPE_DEFAULTS)
}

/** The roots of a library whose entries are entities. */
export const LIBRARY_ROOTS = ['characters', 'styles', 'pool', 'presets', 'recipes'] as const
export type LibraryRoot = (typeof LIBRARY_ROOTS)[number]

/** A whole library as frozen records, trashed ones included; what did not change keeps its identity. */
export interface LibrarySnapshot {
  readonly characters: ReadonlyMap<string, Character>
  readonly styles: ReadonlyMap<string, Style>
  readonly pool: ReadonlyMap<string, PoolEntry>
  readonly presets: ReadonlyMap<string, ModelPreset>
  readonly recipes: ReadonlyMap<string, SavedRecipe>
}

/** How each root's entities are read. */
export const LIBRARY_READERS = {
  characters: readCharacter,
  styles: readStyle,
  pool: readPoolEntry,
  presets: readPreset,
  recipes: readSavedRecipe,
} as const satisfies Record<LibraryRoot, (doc: LibraryDoc, id: string) => object | null>
