import type { Action } from '#client/session/action.ts'
import type { ActionRegistry } from '#client/session/action-registry.ts'
import { projectActions } from '#client/features/projects/project-actions.ts'
import { filmFileActions } from '#client/features/film-file/film-file-actions.ts'
import { queueActions } from '#client/features/queue/queue-actions.ts'
import { clipActions } from '#client/features/clips/clip-actions.ts'
import { generationActions } from '#client/features/generation/generation-actions.ts'
import { sceneActions } from '#client/features/scenes/scene-actions.ts'
import { timelineActions } from '#client/features/timeline/timeline-actions.ts'
import { accessActions } from '#client/features/access/access-actions.ts'
import { libraryActions } from '#client/features/library/library-actions.ts'
import { versionActions } from '#client/features/versions/version-actions.ts'
import { appActions } from './app-actions.ts'

/** The fixed lists of the features. Views add their own while they are on screen, by `useActions`. */
export const actionLists: readonly (readonly Action[])[] = [
  appActions,
  projectActions,
  filmFileActions,
  versionActions,
  sceneActions,
  clipActions,
  timelineActions,
  generationActions,
  libraryActions,
  queueActions,
  accessActions,
]

/** Puts every list into the registry; the answer takes them out again. */
export function gatherActions(registry: ActionRegistry): () => void {
  const ends = actionLists.map((list) => registry.add(list))
  return () => ends.forEach((end) => end())
}
