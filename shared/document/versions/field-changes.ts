import type { Clip } from '../../model/clip.ts'
import type { Project } from '../../model/project.ts'
import type { Scene } from '../../model/scene.ts'
import type { GenerationSettings } from '../../model/settings.ts'
import { formatFrameRate, formatTimecode } from '../../model/time.ts'
import type { ProjectSnapshot } from '../record-cache.ts'
import { takeNumber } from '../selectors.ts'

/** One field that reads otherwise than before. */
export interface FieldChange {
  /** Name of the field in the record; a generation setting is `settings.steps`. */
  readonly field: string
  /** The field in words: "Image prompt". */
  readonly label: string
  /** What it read, in words; null where it was empty or not set. */
  readonly before: string | null
  readonly after: string | null
}

/** How one field is called, and what its value is in words: null for nothing. */
interface FieldWords<T> {
  readonly label: string
  readonly words: (record: T, snapshot: ProjectSnapshot) => string | null
}

/** Every field of a record in the order in which changes are told; `null` marks those that are told in another way. */
type WordsOf<T> = { readonly [K in keyof T]: FieldWords<T> | null }

const text = (value: string): string | null => (value === '' ? null : value)
const clipTitle = ({ clips }: ProjectSnapshot, id: string | null): string | null =>
  id === null ? null : (clips.get(id)?.number ?? 'a clip that is gone')

const FILM: WordsOf<Project> = {
  name: { label: 'Name', words: ({ name }) => text(name) },
  description: { label: 'Description', words: ({ description }) => text(description) },
  frameRate: { label: 'Frame rate', words: ({ frameRate }) => `${formatFrameRate(frameRate)} fps` },
  width: { label: 'Width', words: ({ width }) => `${width} px` },
  height: { label: 'Height', words: ({ height }) => `${height} px` },
  music: {
    label: 'Song',
    words: ({ music }) =>
      music &&
      [
        music.fileName,
        music.bpm === null ? 'tempo unknown' : `${music.bpm} bpm`,
        `first beat at ${music.firstBeatSeconds} s`,
        `${music.beatsPerBar} beats a bar`,
      ].join(', '),
  },
  schemaVersion: null,
  createdAt: null,
  archivedAt: null,
  deletedAt: null,
  sample: null,
}

const SCENE: WordsOf<Scene> = {
  name: { label: 'Name', words: ({ name }) => text(name) },
  part: { label: 'Part', words: ({ part }) => text(part) },
  description: { label: 'Description', words: ({ description }) => text(description) },
  lyrics: { label: 'Lyrics', words: ({ lyrics }) => text(lyrics) },
  colour: { label: 'Colour', words: ({ colour }) => `Colour ${colour + 1}` },
  alternateOf: {
    label: 'Alternate of',
    words: ({ alternateOf }, { scenes }) =>
      alternateOf === null ? null : (scenes.get(alternateOf)?.name ?? 'a scene that is gone'),
  },
  id: null,
  order: null,
  createdAt: null,
  deletedAt: null,
}

const CLIP: WordsOf<Clip> = {
  number: { label: 'Number', words: ({ number }) => number },
  name: { label: 'Name', words: ({ name }) => text(name) },
  length: { label: 'Length', words: ({ length }, { project }) => formatTimecode(length, project.frameRate) },
  sourceIn: {
    label: 'Starts in its take at',
    words: ({ sourceIn }, { project }) => formatTimecode(sourceIn, project.frameRate),
  },
  pin: {
    label: 'Pin',
    words: ({ pin }, { project }) => pin && `${formatTimecode(pin.frame, project.frameRate)}, ${pin.kind}`,
  },
  imagePrompt: { label: 'Image prompt', words: ({ imagePrompt }) => text(imagePrompt) },
  videoPrompt: { label: 'Video prompt', words: ({ videoPrompt }) => text(videoPrompt) },
  negativePrompt: { label: 'Negative prompt', words: ({ negativePrompt }) => text(negativePrompt) },
  characterIds: {
    label: 'Cast',
    words: ({ characterIds }, { characters }) =>
      characterIds.length === 0
        ? null
        : characterIds.map((id) => characters.get(id)?.name || 'somebody who is gone').join(', '),
  },
  styleId: {
    label: 'Style',
    words: ({ styleId }, { styles }) => (styleId === null ? null : styles.get(styleId)?.name || 'a style that is gone'),
  },
  selectedTakeId: {
    label: 'Pick',
    words: ({ selectedTakeId }, snapshot) => {
      const take = selectedTakeId === null ? undefined : snapshot.takes.get(selectedTakeId)
      return take ? `T${takeNumber(snapshot, take)}` : null
    },
  },
  alternateOf: { label: 'Alternate of', words: ({ alternateOf }, snapshot) => clipTitle(snapshot, alternateOf) },
  id: null,
  sceneId: null,
  order: null,
  settings: null,
  createdAt: null,
  deletedAt: null,
}

const SETTINGS: Readonly<Record<keyof GenerationSettings, string>> = {
  kind: 'Kind of take',
  model: 'Model',
  modelType: 'Family',
  preset: 'Preset',
  seed: 'Seed',
  seedMode: 'Choice of seeds',
  width: 'Width of takes',
  height: 'Height of takes',
  steps: 'Steps',
  cfg: 'Guidance',
  sampler: 'Sampler',
  scheduler: 'Noise schedule',
  serverId: 'Server',
}

/** One side of a comparison: a record and the film that it stands in. */
interface Side<T> {
  readonly record: T
  readonly snapshot: ProjectSnapshot
}

/** What changed of the film's own settings. */
export function filmChanges(before: ProjectSnapshot, after: ProjectSnapshot): FieldChange[] {
  return changesOf(FILM, { record: before.project, snapshot: before }, { record: after.project, snapshot: after })
}

/** What changed of a scene, its place apart. */
export function sceneChanges(before: Side<Scene>, after: Side<Scene>): FieldChange[] {
  return changesOf(SCENE, before, after)
}

/** What changed of a clip, its place apart. */
export function clipChanges(before: Side<Clip>, after: Side<Clip>): FieldChange[] {
  return [...changesOf(CLIP, before, after), ...settingChanges(before.record.settings, after.record.settings)]
}

function changesOf<T extends object>(fields: WordsOf<T>, before: Side<T>, after: Side<T>): FieldChange[] {
  const retimed =
    formatFrameRate(before.snapshot.project.frameRate) !== formatFrameRate(after.snapshot.project.frameRate)
  return (Object.entries(fields) as [keyof T & string, FieldWords<T> | null][]).flatMap(([field, described]) => {
    if (!described || sameValue(before.record[field], after.record[field])) return []
    const was = described.words(before.record, before.snapshot)
    const is = described.words(after.record, after.snapshot)
    // A new frame rate changes the number of frames and leaves the time as it was.
    if (was === is && retimed) return []
    return [{ field, label: described.label, before: was, after: was === is ? 'Another one' : is }]
  })
}

function settingChanges(before: GenerationSettings, after: GenerationSettings): FieldChange[] {
  const words = (value: string | number | undefined): string | null => (value === undefined ? null : String(value))
  return (Object.keys(SETTINGS) as (keyof GenerationSettings)[]).flatMap((key) =>
    before[key] === after[key]
      ? []
      : [{ field: `settings.${key}`, label: SETTINGS[key], before: words(before[key]), after: words(after[key]) }],
  )
}

/** Whether two values read alike. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
