import { z } from 'zod'
import type { ProjectDoc } from './project-doc.ts'
import type { ProjectSnapshot } from './record-cache.ts'
import { characterOfFields, poolEntryOfFields, styleOfFields } from './cast-records.ts'
import { clipOfFields, projectOfFields, sceneOfFields, takeOfFields } from './records.ts'

const Fields = z.record(z.string(), z.unknown())

/**
 * All that a project document holds, as plain values: texts as strings, maps as objects, and fields that this version
 * does not know among them. It can be sent to a thread and back, which a Yjs document cannot.
 */
export const FilmContent = z.object({
  meta: Fields,
  scenes: z.record(z.string(), Fields),
  clips: z.record(z.string(), Fields),
  takes: z.record(z.string(), Fields),
  // Versions that were kept before films had these hold none of them.
  characters: z.record(z.string(), Fields).default({}),
  styles: z.record(z.string(), Fields).default({}),
  pool: z.record(z.string(), Fields).default({}),
})
export type FilmContent = z.infer<typeof FilmContent>

/** The roots of a project document as `toJSON` gives them. */
export type PlainRoots = Readonly<Record<keyof FilmContent, Readonly<Record<string, unknown>>>>

/** Reads a document's content. */
export function readContent({ meta, scenes, clips, takes, characters, styles, pool }: ProjectDoc): FilmContent {
  return contentOfRoots({
    meta: meta.toJSON(),
    scenes: scenes.toJSON(),
    clips: clips.toJSON(),
    takes: takes.toJSON(),
    characters: characters.toJSON(),
    styles: styles.toJSON(),
    pool: pool.toJSON(),
  })
}

/** Content from plain roots; entries that are no entities are left out. */
export function contentOfRoots({ meta, ...roots }: PlainRoots): FilmContent {
  const entities = (root: PlainRoots['scenes']): Entities =>
    Object.fromEntries(
      Object.entries(root).flatMap(([id, value]) => {
        const fields = Fields.safeParse(value)
        return fields.success ? [[id, fields.data]] : []
      }),
    )
  return {
    meta,
    scenes: entities(roots.scenes),
    clips: entities(roots.clips),
    takes: entities(roots.takes),
    characters: entities(roots.characters),
    styles: entities(roots.styles),
    pool: entities(roots.pool),
  }
}

type Entities = FilmContent['scenes']

/** How many records are read between two pauses of `snapshotOfContentInSlices`: some milliseconds' worth. */
const SLICE = 200

/** Content as frozen records, as a `RecordCache` of the document would give them. */
export function snapshotOfContent(content: FilmContent): ProjectSnapshot {
  const reading = snapshotSteps(content)
  for (;;) {
    const step = reading.next()
    if (step.done) return step.value
  }
}

/** As `snapshotOfContent`, with a call of `pause` now and then, for where a long film must hold up nobody else. */
export async function snapshotOfContentInSlices(
  content: FilmContent,
  pause: () => Promise<void>,
): Promise<ProjectSnapshot> {
  const reading = snapshotSteps(content)
  for (;;) {
    const step = reading.next()
    if (step.done) return step.value
    await pause()
  }
}

function* snapshotSteps({ meta, ...roots }: FilmContent): Generator<void, ProjectSnapshot, void> {
  return {
    project: projectOfFields(meta),
    scenes: yield* readEntities(roots.scenes, sceneOfFields),
    clips: yield* readEntities(roots.clips, clipOfFields),
    takes: yield* readEntities(roots.takes, takeOfFields),
    characters: yield* readEntities(roots.characters, characterOfFields),
    styles: yield* readEntities(roots.styles, styleOfFields),
    pool: yield* readEntities(roots.pool, poolEntryOfFields),
    structure: {},
  }
}

function* readEntities<T>(
  entities: Entities,
  read: (id: string, fields: Entities[string]) => T | null,
): Generator<void, ReadonlyMap<string, T>, void> {
  const records = new Map<string, T>()
  let count = 0
  for (const [id, fields] of Object.entries(entities)) {
    const record = read(id, fields)
    if (record) records.set(id, record)
    count += 1
    if (count % SLICE === 0) yield
  }
  return records
}
