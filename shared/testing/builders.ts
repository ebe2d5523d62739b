import * as Y from 'yjs'
import { addClip } from '../commands/clip-commands.ts'
import type { CommandContext } from '../commands/command.ts'
import { createProject } from '../commands/project-commands.ts'
import { addScene } from '../commands/scene-commands.ts'
import { changeOrigin, type ChangeOrigin } from '../document/origins.ts'
import { openProjectDoc, type ProjectDoc } from '../document/project-doc.ts'
import type { Take } from '../model/take.ts'
import { seededRandom, type Random } from '../util/random.ts'

/** A UUID from a source of chance. */
export function randomUuid(random: Random): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
}

/** A context with fixed chance and a clock that goes forward by a millisecond at each look. */
export function testContext(seed = 1, origin: ChangeOrigin = changeOrigin('user')): CommandContext {
  const random = seededRandom(seed)
  let time = 1_700_000_000_000
  return {
    origin,
    now: () => (time += 1),
    newId: () => randomUuid(random),
    actor: `Person ${seed}`,
  }
}

/** A film in memory with `clipsPerScene` clips in each scene. */
export interface TestFilm {
  readonly doc: ProjectDoc
  readonly context: CommandContext
  readonly sceneIds: readonly string[]
  readonly clipIds: readonly string[]
}

/** Builds a film through its commands. */
export function aFilm(clipsPerScene: readonly number[] = [2, 1], seed = 1): TestFilm {
  const ydoc = new Y.Doc()
  ydoc.clientID = seed
  const doc = openProjectDoc(ydoc)
  const context = testContext(seed)
  createProject(doc, { name: 'Salt & Neon' }, context)
  const sceneIds = clipsPerScene.map((_, index) => addScene(doc, { name: `Scene ${index + 1}` }, context))
  const clipIds = clipsPerScene.flatMap((count, index) =>
    Array.from({ length: count }, (_, n) =>
      addClip(doc, { sceneId: sceneIds[index]!, name: `Clip ${index + 1}.${n + 1}`, length: 48 }, context),
    ),
  )
  return { doc, context, sceneIds, clipIds }
}

/** A finished take of a clip, as a command takes it. */
export function aTake(clipId: string, id: string, overrides: Partial<Take> = {}): Omit<Take, 'deletedAt'> {
  return {
    id,
    clipId,
    kind: 'image',
    media: 'a'.repeat(64),
    mime: 'image/webp',
    bytes: 1000,
    width: 1280,
    height: 720,
    frames: 1,
    frameRate: null,
    recipe: null,
    source: 'generated',
    model: 'flux1-dev.safetensors',
    createdAt: 1_700_000_000_000,
    createdBy: 'Person 1',
    ...overrides,
  }
}
