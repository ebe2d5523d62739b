import { trashClips } from '#shared/commands/clip-commands.ts'
import { trashScene } from '#shared/commands/scene-commands.ts'
import { removeFromTimeline } from '#shared/commands/timeline-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { clipIdsOfScene } from '#shared/document/selectors.ts'

/** How many clips at once are so many that the film is kept first. */
const MANY_CLIPS = 2

/** Whether a command, about to run, deletes several clips at once, or a scene that has any. */
export function isBulkDelete(commandName: string, args: unknown, snapshot: ProjectSnapshot): boolean {
  if (typeof args !== 'object' || args === null) return false
  if (commandName === trashClips.commandName || commandName === removeFromTimeline.commandName) {
    return 'ids' in args && Array.isArray(args.ids) && new Set(args.ids).size >= MANY_CLIPS
  }
  if (commandName !== trashScene.commandName || !('id' in args) || typeof args.id !== 'string') return false
  return clipIdsOfScene(snapshot, args.id).length > 0
}
