import * as Y from 'yjs'
import { Clip } from '../model/clip.ts'
import { DEFAULT_ORDER } from '../model/order-key.ts'
import { Project, DEFAULT_SIZE } from '../model/project.ts'
import { Scene } from '../model/scene.ts'
import { GenerationSettings } from '../model/settings.ts'
import { Take } from '../model/take.ts'
import { DEFAULT_FRAME_RATE } from '../model/time.ts'
import { isFields, type PlainFields } from './entity-fields.ts'
import type { EntityMap, ProjectDoc } from './project-doc.ts'
import { readRecord } from './read-record.ts'

const PROJECT_DEFAULTS: PlainFields = {
  schemaVersion: 1,
  name: 'Untitled film',
  description: '',
  frameRate: DEFAULT_FRAME_RATE,
  ...DEFAULT_SIZE,
  music: null,
  createdAt: 0,
  archivedAt: null,
  deletedAt: null,
  sample: false,
}

const SCENE_DEFAULTS: PlainFields = {
  name: '',
  part: '',
  description: '',
  lyrics: '',
  order: DEFAULT_ORDER,
  colour: 0,
  alternateOf: null,
  createdAt: 0,
  deletedAt: null,
}

const CLIP_DEFAULTS: PlainFields = {
  number: '?',
  name: '',
  order: DEFAULT_ORDER,
  length: 96,
  sourceIn: 0,
  pin: null,
  imagePrompt: '',
  videoPrompt: '',
  negativePrompt: '',
  characterIds: [],
  styleId: null,
  settings: {},
  selectedTakeId: null,
  alternateOf: null,
  createdAt: 0,
  deletedAt: null,
}

function plainFields(map: EntityMap): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [key, value] of map.entries()) {
    if (value instanceof Y.Text) fields[key] = value.toString()
    else if (!(value instanceof Y.AbstractType)) fields[key] = value
  }
  return fields
}

function fieldsOf(value: unknown): PlainFields {
  return value instanceof Y.Map ? Object.fromEntries(value.entries()) : {}
}

/** The film's own record from plain fields. Defaults stand in for what is missing, so this never fails. */
export function projectOfFields(fields: PlainFields): Project {
  return readRecord(Project, fields, PROJECT_DEFAULTS) ?? Object.freeze(Project.parse(PROJECT_DEFAULTS))
}

/** A scene's record from plain fields; null where not even its id is right. */
export function sceneOfFields(id: string, fields: PlainFields): Scene | null {
  return readRecord(Scene, { ...fields, id }, SCENE_DEFAULTS)
}

/** A clip's record from plain fields, `settings` and `characters` among them; null where its place or id is not right. */
export function clipOfFields(id: string, fields: PlainFields): Clip | null {
  const { settings, characters } = fields
  const raw = {
    ...fields,
    id,
    settings: isFields(settings) ? (readRecord(GenerationSettings, settings, {}) ?? {}) : {},
    characterIds: isFields(characters) ? Object.keys(characters).sort() : [],
  }
  return readRecord(Clip, raw, CLIP_DEFAULTS)
}

/** A take's record from its stored value; null where it is not a take. */
export function takeOfFields(id: string, value: unknown): Take | null {
  return isFields(value) ? readRecord(Take, { ...value, id }, {}) : null
}

/** The film's own record. Defaults stand in for what is missing, so this never fails. */
export function readProject(doc: ProjectDoc): Project {
  return projectOfFields(plainFields(doc.meta))
}

/** A scene's record, trashed ones included; null when there is none. */
export function readScene(doc: ProjectDoc, id: string): Scene | null {
  const map = doc.scenes.get(id)
  return map instanceof Y.Map ? sceneOfFields(id, plainFields(map)) : null
}

/** A clip's record, trashed ones included; null when there is none. */
export function readClip(doc: ProjectDoc, id: string): Clip | null {
  const map = doc.clips.get(id)
  if (!(map instanceof Y.Map)) return null
  const fields = plainFields(map)
  return clipOfFields(id, {
    ...fields,
    settings: fieldsOf(map.get('settings')),
    characters: fieldsOf(map.get('characters')),
  })
}

/** A take's record, trashed ones included; null when there is none or it is not a take. */
export function readTake(doc: ProjectDoc, id: string): Take | null {
  return takeOfFields(id, doc.takes.get(id))
}
