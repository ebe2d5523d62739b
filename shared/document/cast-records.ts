import { Character, NEW_CHARACTER } from '../model/character.ts'
import { LookParams } from '../model/look-params.ts'
import { compareOrdered, DEFAULT_ORDER, OrderKey } from '../model/order-key.ts'
import { PoolEntry } from '../model/pool-entry.ts'
import { NEW_STYLE, Style } from '../model/style.ts'
import { isFields, plainEntity, type PlainFields, type SharedFields } from './entity-fields.ts'
import type { CastDoc } from './project-doc.ts'
import { readRecord } from './read-record.ts'

/** The shared types among a character's fields. `references` maps each picture to its order key. */
export const CHARACTER_PARTS: SharedFields = {
  texts: new Set(['description', 'negative']),
  maps: new Set(['references', 'fragments']),
}

/** Those of a style. `uses` counts the uses that each replica has made, so that counts made at the same time add up. */
export const STYLE_PARTS: SharedFields = {
  texts: new Set(['prefix', 'suffix', 'negative']),
  maps: new Set(['params', 'uses']),
}

/** Those of an entry of the pool: none. */
export const POOL_PARTS: SharedFields = { texts: new Set(), maps: new Set() }

const COMMON = { createdAt: 0, deletedAt: null }
const CHARACTER_DEFAULTS: PlainFields = { name: '', ...NEW_CHARACTER, sourceId: null, ...COMMON }
const STYLE_DEFAULTS: PlainFields = { name: '', ...NEW_STYLE, useCount: 0, sourceId: null, ...COMMON }
const POOL_DEFAULTS: PlainFields = {
  name: '',
  prompt: '',
  bytes: 0,
  width: 0,
  height: 0,
  frames: 1,
  frameRate: null,
  recipe: null,
  source: 'imported',
  model: null,
  fromProjectId: null,
  fromClipId: null,
  createdBy: '',
  ...COMMON,
}

/** A character's record from plain fields; null where not even its id is right. */
export function characterOfFields(id: string, fields: PlainFields): Character | null {
  const { references, fragments } = fields
  const words = isFields(fragments) ? Object.entries(fragments).filter(([, text]) => typeof text === 'string') : []
  const raw = { ...fields, id, references: orderedReferences(references), fragments: Object.fromEntries(words) }
  return readRecord(Character, raw, CHARACTER_DEFAULTS)
}

/** Pictures in order; equal keys, which two people can mint at once, are told apart by the pictures themselves. */
export function orderedReferences(references: unknown): string[] {
  if (!isFields(references)) return []
  return Object.entries(references)
    .map(([id, order]) => ({ id, order: OrderKey.safeParse(order).data ?? DEFAULT_ORDER }))
    .sort(compareOrdered)
    .map(({ id }) => id)
}

/** A style's record from plain fields; null where not even its id is right. */
export function styleOfFields(id: string, fields: PlainFields): Style | null {
  return readRecord(
    Style,
    { ...fields, id, params: paramsOf(fields), useCount: sumOfUses(fields['uses']) },
    STYLE_DEFAULTS,
  )
}

/** Sampling values; one with nonsense in it is left out. */
export function paramsOf({ params }: PlainFields): LookParams {
  return isFields(params) ? (readRecord(LookParams, params, {}) ?? {}) : {}
}

function sumOfUses(uses: unknown): number {
  if (!isFields(uses)) return 0
  return Object.values(uses).reduce<number>(
    (sum, n) => (Number.isSafeInteger(n) && Number(n) > 0 ? sum + Number(n) : sum),
    0,
  )
}

/** A pool entry's record from plain fields; null where it has no medium. */
export function poolEntryOfFields(id: string, fields: PlainFields): PoolEntry | null {
  return readRecord(PoolEntry, { ...fields, id }, POOL_DEFAULTS)
}

/** A character, trashed ones included; null when there is none. */
export function readCharacter({ characters }: Pick<CastDoc, 'characters'>, id: string): Character | null {
  const fields = plainEntity(characters.get(id))
  return fields && characterOfFields(id, fields)
}

/** A style, trashed ones included; null when there is none. */
export function readStyle({ styles }: Pick<CastDoc, 'styles'>, id: string): Style | null {
  const fields = plainEntity(styles.get(id))
  return fields && styleOfFields(id, fields)
}

/** An entry of the pool, trashed ones included; null when there is none. */
export function readPoolEntry({ pool }: Pick<CastDoc, 'pool'>, id: string): PoolEntry | null {
  const fields = plainEntity(pool.get(id))
  return fields && poolEntryOfFields(id, fields)
}
