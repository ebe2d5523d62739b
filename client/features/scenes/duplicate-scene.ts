import { duplicateClips, moveClips } from '#shared/commands/clip-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { clipIdsOfScene } from '#shared/document/selectors.ts'
import type { ProjectSession } from '../../session/project-session.ts'

/** Duplicates a scene with its clips, prompts and takes behind the original, as one step, and selects the copy. */
export function duplicateScene(session: ProjectSession, id: string): void {
  const snapshot = session.records.get()
  const scene = snapshot.scenes.get(id)
  if (!scene) return
  const clipIds = clipIdsOfScene(snapshot, id)
  const copy = session.group('Duplicate scene', () => {
    const { part, description, lyrics, colour } = scene
    const sceneId = session.run(addScene, {
      name: `${scene.name} copy`,
      part,
      description,
      lyrics,
      colour,
      afterId: id,
    })
    if (clipIds.length > 0) session.run(moveClips, { ids: session.run(duplicateClips, { ids: [...clipIds] }), sceneId })
    return sceneId
  })
  session.view.selectScene(copy)
}
