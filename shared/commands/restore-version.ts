import { z } from 'zod'
import * as Y from 'yjs'
import { isFields, newEntity, newValue, sameValue, setKeys } from '../document/entity-fields.ts'
import type { PlainFields, SharedFields } from '../document/entity-fields.ts'
import { FilmContent } from '../document/film-content.ts'
import {
  CHARACTER_PARTS,
  POOL_PARTS,
  readCharacter,
  readPoolEntry,
  readStyle,
  STYLE_PARTS,
} from '../document/cast-records.ts'
import { isEmptyProject, type EntityMap, type ProjectDoc } from '../document/project-doc.ts'
import { projectOfFields, readClip, readProject, readScene, readTake } from '../document/records.ts'
import { applyText } from '../document/text.ts'
import { Character } from '../model/character.ts'
import { Clip, Pin, PromptField } from '../model/clip.ts'
import { PoolEntry } from '../model/pool-entry.ts'
import { Project, SCHEMA_VERSION, Timestamp } from '../model/project.ts'
import { Scene } from '../model/scene.ts'
import { Style } from '../model/style.ts'
import { FrameCount } from '../model/time.ts'
import { CommandError, defineCommand } from './command.ts'
import { retimeClip, sameRate } from './retime.ts'

/** What this version of the app knows of a root: which fields there are, and which of them are shared types. */
interface RootShape extends SharedFields {
  readonly known: ReadonlySet<string>
}

const SCENE_SHAPE: RootShape = {
  known: new Set(Object.keys(Scene.shape)),
  texts: new Set(['lyrics']),
  maps: new Set(),
}
const CLIP_SHAPE: RootShape = {
  known: new Set([...Object.keys(Clip.shape), 'characters']),
  texts: new Set(PromptField.options),
  maps: new Set(['settings', 'characters']),
}
const CHARACTER_SHAPE: RootShape = { known: new Set(Object.keys(Character.shape)), ...CHARACTER_PARTS }
const STYLE_SHAPE: RootShape = { known: new Set([...Object.keys(Style.shape), 'uses']), ...STYLE_PARTS }
const POOL_SHAPE: RootShape = { known: new Set(Object.keys(PoolEntry.shape)), ...POOL_PARTS }
const META_SHAPE: RootShape = { known: new Set(Object.keys(Project.shape)), texts: new Set(), maps: new Set() }

const TRASH_MARK: ReadonlySet<string> = new Set(['deletedAt'])

/** What a film is rather than what is in it: restoring an earlier cut neither archives the film nor deletes it. */
const KEPT_META: ReadonlySet<string> = new Set(['schemaVersion', 'createdAt', 'sample', 'archivedAt', 'deletedAt'])

const LONGEST = FrameCount.maxValue ?? Number.MAX_SAFE_INTEGER

/**
 * Brings a film back to what an earlier version held, in one transaction. What was added since goes to the trash, what
 * was deleted since comes out of it, texts change by their smallest edit. Generated work is never put away: takes made
 * since stay with their clips, and takes that the version had come out of the trash.
 */
export const restoreVersion = defineCommand(
  'project.restore-version',
  z.object({ content: FilmContent }),
  (doc: ProjectDoc, { content }, context) => {
    if (isEmptyProject(doc)) throw new CommandError('not-found', 'There is no such film')
    refuseOtherSchema(content)
    return () => {
      // First, while the clips that came since still have the times of the rate that goes.
      retimeNewcomers(doc, content)
      restoreFields(doc.meta, content.meta, META_SHAPE, KEPT_META)
      restoreEntities(doc.scenes, content.scenes, SCENE_SHAPE, (id) => readScene(doc, id)?.deletedAt, context.now)
      restoreEntities(doc.clips, content.clips, CLIP_SHAPE, (id) => readClip(doc, id)?.deletedAt, context.now)
      restoreTakes(doc, content.takes)
      const { characters, styles, pool } = content
      restoreEntities(
        doc.characters,
        characters,
        CHARACTER_SHAPE,
        (id) => readCharacter(doc, id)?.deletedAt,
        context.now,
      )
      restoreEntities(doc.styles, styles, STYLE_SHAPE, (id) => readStyle(doc, id)?.deletedAt, context.now, KEPT_STYLE)
      restorePool(doc, pool)
    }
  },
)

function refuseOtherSchema({ meta }: FilmContent): void {
  const version = meta['schemaVersion']
  if (version === SCHEMA_VERSION) return
  if (typeof version === 'number' && version > SCHEMA_VERSION) {
    throw new CommandError('conflict', 'A newer StoryCanvas kept this version. Update this one to restore it')
  }
  throw new CommandError('invalid', 'This version was not brought up to date before it was restored')
}

/** Clips that the version does not know keep their seconds where its rate is another one: out of the trash they must fit. */
function retimeNewcomers(doc: ProjectDoc, { meta, clips }: FilmContent): void {
  const from = readProject(doc).frameRate
  const to = projectOfFields(meta).frameRate
  if (sameRate(from, to)) return
  for (const [id, map] of doc.clips.entries()) {
    const clip = Object.hasOwn(clips, id) ? null : readClip(doc, id)
    if (!clip) continue
    const { length, sourceIn, pin } = retimeClip(clip, from, to)
    map.set('length', Math.min(length, LONGEST))
    if (clip.sourceIn > 0) map.set('sourceIn', sourceIn)
    if (clip.pin) map.set('pin', Pin.safeParse(pin).data ?? null)
  }
}

function restoreEntities(
  root: Y.Map<EntityMap>,
  entities: Readonly<Record<string, PlainFields>>,
  shape: RootShape,
  deletedAt: (id: string) => number | null | undefined,
  now: () => number,
  kept: ReadonlySet<string> = TRASH_MARK,
): void {
  for (const [id, fields] of Object.entries(entities)) {
    const map: unknown = root.get(id)
    if (!(map instanceof Y.Map)) {
      root.set(id, newEntity(fields, shape))
      continue
    }
    const trashedNow = typeof deletedAt(id) === 'number'
    const trashedThen = Timestamp.safeParse(fields['deletedAt']).success
    restoreFields(map, fields, shape, kept)
    // What goes to the trash today is kept there as long as anything that was deleted today.
    if (trashedNow !== trashedThen) map.set('deletedAt', trashedThen ? now() : null)
  }
  for (const [id, map] of root.entries()) {
    if (!Object.hasOwn(entities, id) && deletedAt(id) === null) map.set('deletedAt', now())
  }
}

/** How often a style was used is a fact that no earlier version undoes. */
const KEPT_STYLE: ReadonlySet<string> = new Set(['deletedAt', 'uses'])

/** The pool holds generated work: what it held comes back, and nothing is put away. */
function restorePool(doc: ProjectDoc, entries: FilmContent['pool']): void {
  for (const [id, fields] of Object.entries(entries)) {
    const map: unknown = doc.pool.get(id)
    if (!(map instanceof Y.Map)) doc.pool.set(id, newEntity(fields, POOL_SHAPE))
    else if (!Timestamp.safeParse(fields['deletedAt']).success && readPoolEntry(doc, id)?.deletedAt !== null)
      map.set('deletedAt', null)
  }
}

function restoreTakes(doc: ProjectDoc, takes: FilmContent['takes']): void {
  for (const [id, value] of Object.entries(takes)) {
    const now = readTake(doc, id)
    if (now && (now.deletedAt === null || value['deletedAt'] !== null)) continue
    // The stored value rather than the record: fields that this version does not know stay.
    const stored: unknown = doc.takes.get(id)
    const root = doc.takes as Y.Map<unknown>
    root.set(id, now ? { ...(stored as PlainFields), deletedAt: null } : value)
  }
}

/** Gives a map the fields of the version, but for those in `except`. Unknown fields that the version lacks stay. */
function restoreFields(map: Y.Map<unknown>, fields: PlainFields, shape: RootShape, except: ReadonlySet<string>): void {
  for (const key of [...map.keys()]) {
    if (!Object.hasOwn(fields, key) && shape.known.has(key) && !except.has(key)) map.delete(key)
  }
  for (const [key, then] of Object.entries(fields)) {
    if (except.has(key)) continue
    const now = map.get(key)
    if (now instanceof Y.Text && typeof then === 'string') applyText(now, then)
    else if (now instanceof Y.Map && isFields(then)) setKeys(now, then)
    else if (!sameValue(now, then)) map.set(key, newValue(key, then, shape))
  }
}
