import { z } from 'zod'
import type { ProjectDoc } from './project-doc.ts'
import type { ProjectSnapshot } from './record-cache.ts'
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
})
export type FilmContent = z.infer<typeof FilmContent>

/** The roots of a project document as `toJSON` gives them. */
export type PlainRoots = Readonly<Record<keyof FilmContent, Readonly<Record<string, unknown>>>>

/** Reads a document's content. */
export function readContent({ meta, scenes, clips, takes }: ProjectDoc): FilmContent {
  return contentOfRoots({
    meta: meta.toJSON(),
    scenes: scenes.toJSON(),
    clips: clips.toJSON(),
    takes: takes.toJSON(),
  })
}

/** Content from plain roots; entries that are no entities are left out. */
export function contentOfRoots({ meta, scenes, clips, takes }: PlainRoots): FilmContent {
  const entities = (root: PlainRoots['scenes']): Entities =>
    Object.fromEntries(
      Object.entries(root).flatMap(([id, value]) => {
        const fields = Fields.safeParse(value)
        return fields.success ? [[id, fields.data]] : []
      }),
    )
  return { meta, scenes: entities(scenes), clips: entities(clips), takes: entities(takes) }
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

function* snapshotSteps({ meta, scenes, clips, takes }: FilmContent): Generator<void, ProjectSnapshot, void> {
  return {
    project: projectOfFields(meta),
    scenes: yield* readEntities(scenes, sceneOfFields),
    clips: yield* readEntities(clips, clipOfFields),
    takes: yield* readEntities(takes, takeOfFields),
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
