import { z } from 'zod'
import * as Y from 'yjs'
import { FilmContent } from '../document/film-content.ts'
import { isEmptyProject, type EntityMap, type ProjectDoc } from '../document/project-doc.ts'
import { projectOfFields, readClip, readProject, readScene, readTake } from '../document/records.ts'
import { applyText } from '../document/text.ts'
import { Clip, Pin, PromptField } from '../model/clip.ts'
import { Project, SCHEMA_VERSION, Timestamp } from '../model/project.ts'
import { Scene } from '../model/scene.ts'
import { FrameCount } from '../model/time.ts'
import { CommandError, defineCommand } from './command.ts'
import { retimeClip, sameRate } from './retime.ts'

type Fields = Readonly<Record<string, unknown>>

/** What this version of the app knows of a root: which fields there are, and which of them are shared types. */
interface RootShape {
  readonly known: ReadonlySet<string>
  readonly texts: ReadonlySet<string>
  readonly maps: ReadonlySet<string>
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
const META_SHAPE: RootShape = { known: new Set(Object.keys(Project.shape)), texts: new Set(), maps: new Set() }

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
  entities: Readonly<Record<string, Fields>>,
  shape: RootShape,
  deletedAt: (id: string) => number | null | undefined,
  now: () => number,
): void {
  for (const [id, fields] of Object.entries(entities)) {
    const map: unknown = root.get(id)
    if (!(map instanceof Y.Map)) {
      root.set(id, newEntity(fields, shape))
      continue
    }
    const trashedNow = typeof deletedAt(id) === 'number'
    const trashedThen = Timestamp.safeParse(fields['deletedAt']).success
    restoreFields(map, fields, shape, TRASH_MARK)
    // What goes to the trash today is kept there as long as anything that was deleted today.
    if (trashedNow !== trashedThen) map.set('deletedAt', trashedThen ? now() : null)
  }
  for (const [id, map] of root.entries()) {
    if (!Object.hasOwn(entities, id) && deletedAt(id) === null) map.set('deletedAt', now())
  }
}

const TRASH_MARK: ReadonlySet<string> = new Set(['deletedAt'])

function restoreTakes(doc: ProjectDoc, takes: FilmContent['takes']): void {
  for (const [id, value] of Object.entries(takes)) {
    const now = readTake(doc, id)
    if (now && (now.deletedAt === null || value['deletedAt'] !== null)) continue
    // The stored value rather than the record: fields that this version does not know stay.
    const stored: unknown = doc.takes.get(id)
    const root = doc.takes as Y.Map<unknown>
    root.set(id, now ? { ...(stored as Fields), deletedAt: null } : value)
  }
}

/** Gives a map the fields of the version, but for those in `except`. Unknown fields that the version lacks stay. */
function restoreFields(map: Y.Map<unknown>, fields: Fields, shape: RootShape, except: ReadonlySet<string>): void {
  for (const key of [...map.keys()]) {
    if (!Object.hasOwn(fields, key) && shape.known.has(key) && !except.has(key)) map.delete(key)
  }
  for (const [key, then] of Object.entries(fields)) {
    if (except.has(key)) continue
    const now = map.get(key)
    if (now instanceof Y.Text && typeof then === 'string') applyText(now, then)
    else if (now instanceof Y.Map && isFields(then)) restoreKeys(now, then)
    else if (!sameValue(now, then)) map.set(key, newValue(key, then, shape))
  }
}

/** Gives a map exactly these keys. */
function restoreKeys(map: Y.Map<unknown>, fields: Fields): void {
  for (const key of [...map.keys()]) if (!Object.hasOwn(fields, key)) map.delete(key)
  for (const [key, then] of Object.entries(fields)) if (!sameValue(map.get(key), then)) map.set(key, then)
}

function newEntity(fields: Fields, shape: RootShape): EntityMap {
  return new Y.Map(Object.entries(fields).map(([key, value]) => [key, newValue(key, value, shape)] as const))
}

function newValue(key: string, value: unknown, { texts, maps }: RootShape): unknown {
  if (texts.has(key) && typeof value === 'string') return new Y.Text(value)
  if (maps.has(key) && isFields(value)) return new Y.Map(Object.entries(value))
  return value
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (!(a instanceof Y.AbstractType) && JSON.stringify(a) === JSON.stringify(b))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
