import { z } from 'zod'
import type { ProjectDoc } from '../document/project-doc.ts'
import { NO_ENTITIES, type ProjectSnapshot } from '../document/record-cache.ts'
import { readClip, readProject, readScene, readTake } from '../document/records.ts'
import { orderedScenes } from '../document/selectors.ts'
import { timelineClips } from '../document/timeline-selectors.ts'
import { Pin } from '../model/clip.ts'
import { EntityId } from '../model/ids.ts'
import type { Ordered } from '../model/order-key.ts'
import type { Take } from '../model/take.ts'
import { FrameCount, FramePosition } from '../model/time.ts'
import { closeGap as gapClosed, nudgeClips as nudged, pinClip, removeClips, unpinClips } from '../timeline/edits.ts'
import { moveClips as moved, placeClips as placed, type MoveEdit } from '../timeline/move.ts'
import type { ClipChange } from '../timeline/settle.ts'
import type { TimelineClip } from '../timeline/spans.ts'
import { trimClip as trimmed, type TrimEdit } from '../timeline/trim.ts'
import { planMove } from './clip-commands.ts'
import { CommandError, defineCommand } from './command.ts'
import { fieldsOf, liveClip, liveScene } from './lookup.ts'

const ClipIds = z.array(EntityId).min(1).max(5000)
/** Frames by which something moves: later if positive. */
const FrameDelta = z.int().min(-10_368_000).max(10_368_000)

/** The main track as the edits compute with it. */
interface Story {
  readonly clips: readonly TimelineClip[]
  /** Main scenes in story order, empty ones too. */
  readonly sceneIds: readonly string[]
}

/** Reads the main track. Takes are read only for the clip whose source range matters. */
function readStory(doc: ProjectDoc, trimmedId?: string): Story {
  const records = <T>(keys: Iterable<string>, read: (id: string) => T | null): Map<string, T> =>
    new Map(
      [...keys].flatMap((id) => {
        const record = read(id)
        return record === null ? [] : [[id, record] as const]
      }),
    )
  // What is stored may be anything, as it comes from others; only what belongs to the clip is read as a take.
  const belongs = (take: Partial<Take> | null): boolean => take?.clipId === trimmedId
  const takeIds = [...doc.takes.entries()].filter(([, take]) => belongs(take)).map(([id]) => id)
  const snapshot: ProjectSnapshot = {
    ...NO_ENTITIES,
    project: readProject(doc),
    scenes: records(doc.scenes.keys(), (id) => readScene(doc, id)),
    clips: records(doc.clips.keys(), (id) => readClip(doc, id)),
    takes: records(takeIds, (id) => readTake(doc, id)),
    structure: {},
  }
  const main = orderedScenes(snapshot).filter((scene) => scene.alternateOf === null)
  return { clips: timelineClips(snapshot), sceneIds: main.map((scene) => scene.id) }
}

/** Refuses clips that are not on the main track: gone, in the trash, or alternates. */
function requireOnTrack(doc: ProjectDoc, { clips }: Story, ids: readonly string[]): ReadonlySet<string> {
  const onTrack = new Set(clips.map((clip) => clip.id))
  for (const id of ids) {
    const clip = liveClip(doc, id)
    if (!onTrack.has(id)) throw new CommandError('conflict', `${clip.number} ${clip.name} is not on the main track`)
  }
  return new Set(ids)
}

/** Refuses a target scene that is gone or off the main track, and an anchor that is not one of its clips there. */
function requireTarget(doc: ProjectDoc, story: Story, sceneId: string, beforeId: string | null): void {
  const scene = liveScene(doc, sceneId)
  if (!story.sceneIds.includes(sceneId)) throw new CommandError('conflict', `${scene.name} is not on the main track`)
  const anchored = beforeId === null || story.clips.some((clip) => clip.id === beforeId && clip.sceneId === sceneId)
  if (!anchored) throw new CommandError('not-found', 'The clip to place it by is no longer in that scene')
}

/** Refuses what the document could not hold: the longest clip and the last frame are bounded. */
function requireInBounds(changes: readonly ClipChange[]): void {
  const fits = changes.every(
    ({ length, pin }) =>
      (length === undefined || FrameCount.safeParse(length).success) && (!pin || Pin.safeParse(pin).success),
  )
  if (!fits) throw new CommandError('invalid', 'That would be longer than a film can be. Use a smaller step')
}

function writeChanges(doc: ProjectDoc, changes: readonly ClipChange[]): void {
  for (const { id, ...fields } of changes) {
    const map = fieldsOf(doc.clips, id)
    for (const [field, value] of Object.entries(fields)) map.set(field, value)
  }
}

function moveKeys(doc: ProjectDoc, { moves }: MoveEdit): Ordered[] {
  const first = moves[0]
  if (!first) return []
  const place = first.beforeId === null ? {} : { beforeId: first.beforeId }
  return planMove(
    doc,
    first.sceneId,
    moves.map((move) => move.id),
    place,
  )
}

function writeMove(doc: ProjectDoc, { moves, changes }: MoveEdit, keys: readonly Ordered[]): void {
  for (const { id, order } of keys) fieldsOf(doc.clips, id).set('order', order)
  for (const { id, sceneId } of moves) {
    const map = fieldsOf(doc.clips, id)
    if (map.get('sceneId') !== sceneId) map.set('sceneId', sceneId)
  }
  writeChanges(doc, changes)
}

const TrimClip = z.object({
  id: EntityId,
  edge: z.enum(['start', 'end']),
  delta: FrameDelta,
  ripple: z.boolean(),
})

/** Trims one edge of a clip as far as it goes; the answer says how far and what stopped it (rules T10 to T26). */
export const trimClip = defineCommand(
  'clip.trim',
  TrimClip,
  (doc: ProjectDoc, args): (() => Pick<TrimEdit, 'delta' | 'limit'>) => {
    const story = readStory(doc, args.id)
    requireOnTrack(doc, story, [args.id])
    const { changes, delta, limit } = trimmed(story.clips, args)
    requireInBounds(changes)
    return () => {
      writeChanges(doc, changes)
      return { delta, limit }
    }
  },
)

const MoveInStory = z.object({
  ids: ClipIds,
  sceneId: EntityId,
  /** The clip of that scene to go in front of; null for its end. */
  beforeId: EntityId.nullable(),
})

/** Moves clips to another place in the story; what follows gives way (rules T30 to T34). */
export const moveInStory = defineCommand(
  'clip.move-in-story',
  MoveInStory,
  (doc: ProjectDoc, { ids, sceneId, beforeId }) => {
    const story = readStory(doc)
    const moving = requireOnTrack(doc, story, ids)
    requireTarget(doc, story, sceneId, beforeId)
    const edit = moved(story.clips, story.sceneIds, moving, { sceneId, beforeId })
    requireInBounds(edit.changes)
    const keys = moveKeys(doc, edit)
    return () => writeMove(doc, edit, keys)
  },
)

/** Lays clips into the gap in front of `beforeId`, or at the end of a scene, at a frame (rules T35 to T37). */
export const placeInGap = defineCommand(
  'clip.place-in-gap',
  MoveInStory.extend({ frame: FramePosition, ripple: z.boolean() }),
  (doc: ProjectDoc, { ids, ...target }) => {
    const story = readStory(doc)
    const moving = requireOnTrack(doc, story, ids)
    requireTarget(doc, story, target.sceneId, target.beforeId)
    const edit = placed(story.clips, story.sceneIds, moving, target)
    requireInBounds(edit.changes)
    const keys = moveKeys(doc, edit)
    return () => writeMove(doc, edit, keys)
  },
)

/** Moves clips to the trash, leaving their time empty or closing it (rules T40, T41). */
export const removeFromTimeline = defineCommand(
  'clip.remove-from-timeline',
  z.object({ ids: ClipIds, ripple: z.boolean() }),
  (doc: ProjectDoc, { ids, ripple }, context) => {
    const story = readStory(doc)
    const changes = removeClips(story.clips, requireOnTrack(doc, story, ids), ripple)
    requireInBounds(changes)
    return () => {
      for (const id of ids) fieldsOf(doc.clips, id).set('deletedAt', context.now())
      writeChanges(doc, changes)
    }
  },
)

/** Moves clips by frames without changing their order; the answer is how far they went (rules T52, T53). */
export const nudgeClips = defineCommand(
  'clip.nudge',
  z.object({ ids: ClipIds, delta: FrameDelta, ripple: z.boolean() }),
  (doc: ProjectDoc, { ids, delta, ripple }): (() => number) => {
    const story = readStory(doc)
    const edit = nudged(story.clips, requireOnTrack(doc, story, ids), delta, ripple)
    requireInBounds(edit.changes)
    return () => {
      writeChanges(doc, edit.changes)
      return edit.delta
    }
  },
)

/** Closes the gap in front of a clip (rule T42). */
export const closeGap = defineCommand(
  'gap.close',
  z.object({ beforeId: EntityId }),
  (doc: ProjectDoc, { beforeId }) => {
    const story = readStory(doc)
    requireOnTrack(doc, story, [beforeId])
    const changes = gapClosed(story.clips, beforeId)
    return () => writeChanges(doc, changes)
  },
)

/** Locks clips to the music where they lie (rule T50). */
export const lockToMusic = defineCommand(
  'clip.lock-to-music',
  z.object({ ids: ClipIds }),
  (doc: ProjectDoc, { ids }) => {
    const story = readStory(doc)
    const changes = [...requireOnTrack(doc, story, ids)].flatMap((id) => pinClip(story.clips, id))
    requireInBounds(changes)
    return () => writeChanges(doc, changes)
  },
)

/** Takes the locks off clips; nothing moves (rule T51). */
export const unlockFromMusic = defineCommand(
  'clip.unlock-from-music',
  z.object({ ids: ClipIds }),
  (doc: ProjectDoc, { ids }) => {
    const story = readStory(doc)
    const changes = unpinClips(story.clips, requireOnTrack(doc, story, ids))
    return () => writeChanges(doc, changes)
  },
)
