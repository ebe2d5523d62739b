import { Plus } from 'lucide-react'
import { addScene, moveScene, restoreScene, trashScene } from '#shared/commands/scene-commands.ts'
import { addClip } from '#shared/commands/clip-commands.ts'
import { clipIdsOfScene, orderedSceneIds } from '#shared/document/selectors.ts'
import type { Action } from '../../session/action.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import { announce } from '../../ui/announcer.tsx'
import { toasts } from '../../ui/toast-store.ts'
import { count } from '../../ui/words.ts'

/** Adds a scene behind the selected one (or at the end), with one clip in it, and selects it. */
export function addSceneHere(session: ProjectSession): string {
  const snapshot = session.records.get()
  const ids = orderedSceneIds(snapshot)
  const { selectedSceneId, selectedClipIds } = session.view.get()
  const lead = selectedClipIds.at(-1)
  const beside = selectedSceneId ?? (lead ? snapshot.clips.get(lead)?.sceneId : undefined) ?? ids.at(-1)
  const id = session.group('Add scene', () => {
    const place = beside && ids.includes(beside) ? { afterId: beside } : {}
    const sceneId = session.run(addScene, { name: `Scene ${ids.length + 1}`, ...place })
    session.run(addClip, { sceneId })
    return sceneId
  })
  session.view.selectScene(id)
  return id
}

/** Moves a scene one place up or down among the others; its clips go with it. */
export function nudgeScene(session: ProjectSession, id: string, by: -1 | 1): void {
  const ids = orderedSceneIds(session.records.get())
  const neighbour = ids[ids.indexOf(id) + by]
  if (!neighbour) return
  session.run(moveScene, { id, ...(by < 0 ? { beforeId: neighbour } : { afterId: neighbour }) })
  const name = session.records.get().scenes.get(id)?.name ?? 'Scene'
  announce(`${name} is now scene ${ids.indexOf(id) + by + 1} of ${ids.length}`)
}

/** Moves a scene to the trash and offers to take it out again. */
export function deleteScene(session: ProjectSession, id: string): void {
  const snapshot = session.records.get()
  const clips = clipIdsOfScene(snapshot, id).length
  const name = snapshot.scenes.get(id)?.name ?? 'the scene'
  session.run(trashScene, { id }, { label: 'Delete scene' })
  session.view.selectScene(null)
  toasts.show({
    title: `Deleted ${name}`,
    detail: clips > 0 ? `${count(clips, 'clip')} went with it` : undefined,
    action: { label: 'Undo', run: () => session.run(restoreScene, { id }, { label: 'Restore scene' }) },
  })
}

const onFilm: Pick<Action, 'when'> = { when: ({ page }) => page === 'board' }

/** What people can do with scenes by key and palette. */
export const sceneActions: readonly Action[] = [
  {
    id: 'scene.add',
    edits: 'film',
    label: 'Add scene',
    group: 'Edit',
    icon: Plus,
    ...onFilm,
    run: ({ project }) => {
      if (project) addSceneHere(project)
    },
  },
  {
    id: 'scene.delete',
    edits: 'film',
    label: 'Delete scene',
    group: 'Edit',
    when: ({ page, project }) => page === 'board' && project?.view.get().selectedSceneId !== null,
    run: ({ project }) => {
      const id = project?.view.get().selectedSceneId
      if (project && id) deleteScene(project, id)
    },
  },
]
