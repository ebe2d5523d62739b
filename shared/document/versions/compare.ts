import type { Clip } from '../../model/clip.ts'
import { compareOrdered } from '../../model/order-key.ts'
import type { ProjectSnapshot } from '../record-cache.ts'
import { orderedScenes, takesOfClip } from '../selectors.ts'
import { characterChanges, poolChanges, styleChanges } from './cast-changes.ts'
import { clipChanges, filmChanges, sceneChanges, type FieldChange } from './field-changes.ts'
import { leastMoved } from './least-moved.ts'

/** One difference between two states of a film, in words that can be shown. */
export interface VersionChange {
  readonly kind: 'added' | 'deleted' | 'moved' | 'changed'
  readonly entity: 'film' | 'scene' | 'clip' | 'take' | 'character' | 'style' | 'pool'
  /** Its id; takes are told by the clip that they belong to, the film by nothing. */
  readonly id: string | null
  /** "3.04 Mara in cyan", "Neon rain", the name of the film. */
  readonly title: string
  /** How many takes it speaks of, or how many clips came or went with a scene; else 0. */
  readonly count: number
  /** Where it was, "Neon rain, after 3.02", and where it is; null unless it moved. */
  readonly from: string | null
  readonly to: string | null
  /** What reads otherwise; empty unless it changed. */
  readonly fields: readonly FieldChange[]
}

/** Where a live clip stands. */
interface Place {
  readonly clip: Clip
  readonly sceneId: string
  readonly index: number
}

/** One state, arranged for comparing: what is not in the trash, alternates included, in order. */
interface Arranged {
  readonly snapshot: ProjectSnapshot
  readonly sceneIds: readonly string[]
  readonly clipIds: ReadonlyMap<string, readonly string[]>
  readonly places: ReadonlyMap<string, Place>
}

const NONE: readonly string[] = []

/** Everything in which `after` reads otherwise than `before`, in story order, then of cast, styles and pool; empty where a reader would see none. */
export function compareVersions(before: ProjectSnapshot, after: ProjectSnapshot): VersionChange[] {
  const then = arrange(before)
  const now = arrange(after)
  const moved = leastMoved(then.sceneIds, now.sceneIds)
  const film = filmChanges(before, after)
  return [
    ...(film.length > 0 ? [change('changed', 'film', null, after.project.name, { fields: film })] : []),
    ...merged(then.sceneIds, now.sceneIds).flatMap((id) => sceneDifferences(id, then, now, moved)),
    ...libraryDifferences('character', before.characters, after.characters, characterChanges),
    ...libraryDifferences('style', before.styles, after.styles, styleChanges),
    ...libraryDifferences('pool', before.pool, after.pool, poolChanges),
  ]
}

interface Listed {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly deletedAt: number | null
}

/** What came, went or changed among the things that stand in no order but their age. */
function libraryDifferences<T extends Listed>(
  entity: 'character' | 'style' | 'pool',
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  changes: (before: T, after: T) => FieldChange[],
): VersionChange[] {
  const live = (records: ReadonlyMap<string, T>, id: string): T | null => {
    const record = records.get(id)
    return record && record.deletedAt === null ? record : null
  }
  const ids = [...new Set([...before.keys(), ...after.keys()])]
  return ids.flatMap((id) => {
    const [was, is] = [live(before, id), live(after, id)]
    const title = (is ?? was)?.name || `A ${entity}`
    if (was && is) {
      const fields = changes(was, is)
      return fields.length > 0 ? [change('changed', entity, id, title, { fields })] : []
    }
    if (is) return [change('added', entity, id, title)]
    return was ? [change('deleted', entity, id, title)] : []
  })
}

function arrange(snapshot: ProjectSnapshot): Arranged {
  const sceneIds = orderedScenes(snapshot).map(({ id }) => id)
  const byScene = new Map<string, Clip[]>(sceneIds.map((id) => [id, []]))
  for (const clip of snapshot.clips.values()) if (clip.deletedAt === null) byScene.get(clip.sceneId)?.push(clip)
  const places = new Map<string, Place>()
  const clipIds = new Map<string, readonly string[]>()
  for (const [sceneId, clips] of byScene) {
    clips.sort(compareOrdered)
    for (const [index, clip] of clips.entries()) places.set(clip.id, { clip, sceneId, index })
    clipIds.set(
      sceneId,
      clips.map(({ id }) => id),
    )
  }
  return { snapshot, sceneIds, clipIds, places }
}

function sceneDifferences(id: string, then: Arranged, now: Arranged, moved: ReadonlySet<string>): VersionChange[] {
  const was = then.clipIds.has(id)
  const is = now.clipIds.has(id)
  const before = then.snapshot.scenes.get(id)
  const after = now.snapshot.scenes.get(id)
  const title = (is ? after : before)?.name || 'A scene'
  const idsThen = then.clipIds.get(id) ?? NONE
  const idsNow = now.clipIds.get(id) ?? NONE
  const own: VersionChange[] = []
  if (!was) {
    own.push(change('added', 'scene', id, title, { count: idsNow.filter((clip) => !then.places.has(clip)).length }))
  } else if (!is) {
    own.push(change('deleted', 'scene', id, title, { count: idsThen.filter((clip) => !now.places.has(clip)).length }))
  } else if (before && after) {
    const place = ({ sceneIds, snapshot }: Arranged): string => {
      const previous = sceneIds[sceneIds.indexOf(id) - 1]
      return previous === undefined ? 'first' : `after ${snapshot.scenes.get(previous)?.name || 'a scene'}`
    }
    if (moved.has(id)) own.push(change('moved', 'scene', id, title, { from: place(then), to: place(now) }))
    const fields = sceneChanges({ record: before, snapshot: then.snapshot }, { record: after, snapshot: now.snapshot })
    if (fields.length > 0) own.push(change('changed', 'scene', id, title, { fields }))
  }
  const movedClips = leastMoved(idsThen, idsNow)
  const clips = merged(idsThen, idsNow).flatMap((clipId) => {
    const from = then.places.get(clipId)
    const to = now.places.get(clipId)
    // Clips that came or went with their scene are told by it; one that is elsewhere now is told there.
    if (from && to) return to.sceneId === id ? clipDifferences(from, to, then, now, movedClips.has(clipId)) : []
    if (to) return was ? [change('added', 'clip', clipId, clipTitle(to.clip))] : []
    return from && is ? [change('deleted', 'clip', clipId, clipTitle(from.clip))] : []
  })
  return [...own, ...clips]
}

function clipDifferences(from: Place, to: Place, then: Arranged, now: Arranged, reordered: boolean): VersionChange[] {
  const { clip } = to
  const title = clipTitle(clip)
  const found: VersionChange[] = []
  if (reordered || from.sceneId !== to.sceneId) {
    const place = ({ snapshot, clipIds }: Arranged, { sceneId, index }: Place): string => {
      const previous = clipIds.get(sceneId)?.[index - 1]
      const where = previous === undefined ? 'first' : `after ${snapshot.clips.get(previous)?.number ?? 'a clip'}`
      return `${snapshot.scenes.get(sceneId)?.name || 'A scene'}, ${where}`
    }
    found.push(change('moved', 'clip', clip.id, title, { from: place(then, from), to: place(now, to) }))
  }
  const fields = clipChanges({ record: from.clip, snapshot: then.snapshot }, { record: clip, snapshot: now.snapshot })
  if (fields.length > 0) found.push(change('changed', 'clip', clip.id, title, { fields }))
  const takesThen = new Set(takesOfClip(then.snapshot, clip.id).map(({ id }) => id))
  const takesNow = new Set(takesOfClip(now.snapshot, clip.id).map(({ id }) => id))
  const added = [...takesNow].filter((id) => !takesThen.has(id)).length
  const deleted = [...takesThen].filter((id) => !takesNow.has(id)).length
  if (added > 0) found.push(change('added', 'take', clip.id, title, { count: added }))
  if (deleted > 0) found.push(change('deleted', 'take', clip.id, title, { count: deleted }))
  return found
}

/** The ids of both lists in the order of `after`; one that is gone stands behind the one it stood behind. */
function merged(before: readonly string[], after: readonly string[]): string[] {
  const there = new Set(after)
  const behind = new Map<string | null, string[]>()
  let last: string | null = null
  for (const id of before) {
    if (there.has(id)) last = id
    else behind.set(last, [...(behind.get(last) ?? []), id])
  }
  return [...(behind.get(null) ?? []), ...after.flatMap((id) => [id, ...(behind.get(id) ?? [])])]
}

function clipTitle({ number, name }: Clip): string {
  return name === '' ? number : `${number} ${name}`
}

type ChangeDetails = Partial<Pick<VersionChange, 'count' | 'from' | 'to' | 'fields'>>

function change(
  kind: VersionChange['kind'],
  entity: VersionChange['entity'],
  id: string | null,
  title: string,
  { count = 0, from = null, to = null, fields = [] }: ChangeDetails = {},
): VersionChange {
  return { kind, entity, id, title, count, from, to, fields }
}
