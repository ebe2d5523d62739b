import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { clipIdsOfScene, orderedSceneIds, pickedTake } from '#shared/document/selectors.ts'

/** Pixels between cards. */
export const GAP = 14

/** Which clips the board shows. */
export type ClipFilter = 'all' | 'needs-take'

/** One line of the board: a scene's heading, a row of cards, or what an empty scene says. */
export type BoardLine =
  | { readonly kind: 'scene'; readonly key: string; readonly sceneId: string }
  | { readonly kind: 'clips'; readonly key: string; readonly sceneId: string; readonly clipIds: readonly string[] }
  | { readonly kind: 'empty'; readonly key: string; readonly sceneId: string }

/** How many cards of about `target` pixels fit side by side into `width` pixels. */
export function columnsFor(width: number, target: number): number {
  return Math.max(1, Math.floor((width + GAP) / (target + GAP)))
}

/** Whether a clip is shown under a filter. */
export function passes(snapshot: ProjectSnapshot, clipId: string, filter: ClipFilter): boolean {
  const clip = snapshot.clips.get(clipId)
  if (!clip) return false
  return filter === 'all' || pickedTake(snapshot, clip) === null
}

/** The board as lines, scene by scene. Under a filter, scenes without a clip to show are left out. */
export function boardLines(snapshot: ProjectSnapshot, columns: number, filter: ClipFilter): BoardLine[] {
  const lines: BoardLine[] = []
  for (const sceneId of orderedSceneIds(snapshot)) {
    const ids = clipIdsOfScene(snapshot, sceneId).filter((id) => passes(snapshot, id, filter))
    if (ids.length === 0 && filter !== 'all') continue
    lines.push({ kind: 'scene', key: sceneId, sceneId })
    if (ids.length === 0) lines.push({ kind: 'empty', key: `${sceneId}:empty`, sceneId })
    for (let from = 0; from < ids.length; from += columns) {
      lines.push({ kind: 'clips', key: `${sceneId}:${from}`, sceneId, clipIds: ids.slice(from, from + columns) })
    }
  }
  return lines
}

/** A key that moves about the grid. */
export type GridMove = 'left' | 'right' | 'up' | 'down'

/** The clip that an arrow key leads to: along the story sideways, by column up and down. Null at the ends. */
export function neighbour(lines: readonly BoardLine[], clipId: string, move: GridMove): string | null {
  const rows = lines.flatMap((line) => (line.kind === 'clips' ? [line.clipIds] : []))
  const row = rows.findIndex((ids) => ids.includes(clipId))
  const ids = rows[row]
  if (!ids) return rows[0]?.[0] ?? null
  if (move === 'left' || move === 'right') {
    const flat = rows.flat()
    return flat[flat.indexOf(clipId) + (move === 'left' ? -1 : 1)] ?? null
  }
  const next = rows[row + (move === 'up' ? -1 : 1)]
  return next ? (next[Math.min(ids.indexOf(clipId), next.length - 1)] ?? null) : null
}
