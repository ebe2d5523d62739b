import { CopyPlus, ListChecks, Plus, Star, X } from 'lucide-react'
import { addClip } from '#shared/commands/clip-commands.ts'
import { clipIdsOfScene, orderedSceneIds, storyClipIds } from '#shared/document/selectors.ts'
import type { Action, ActionContext } from '../../session/action.ts'
import { duplicateSelection } from '../../session/clip-edits.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import { toasts } from '../../ui/toast-store.ts'
import { pickNumber, takeInHand, toggleStar } from './take-actions.ts'

/** Adds a clip behind the selected one, or at the end of the selected or last scene, and selects it. */
export function addClipHere(session: ProjectSession, sceneId?: string): string | null {
  const snapshot = session.records.get()
  const { selectedClipIds, selectedSceneId } = session.view.get()
  const lead = snapshot.clips.get(selectedClipIds.at(-1) ?? '')
  const target = sceneId ?? lead?.sceneId ?? selectedSceneId ?? orderedSceneIds(snapshot).at(-1)
  if (!target) {
    toasts.show({ title: 'Add a scene first', detail: 'A clip always lies in a scene' })
    return null
  }
  const beside = lead?.sceneId === target && clipIdsOfScene(snapshot, target).includes(lead.id) ? lead.id : undefined
  const id = session.run(addClip, { sceneId: target, ...(beside && sceneId === undefined ? { afterId: beside } : {}) })
  session.view.selectClips([id])
  return id
}

const selection = ({ project }: ActionContext): readonly string[] => project?.view.get().selectedClipIds ?? []
const inFilm: Pick<Action, 'when'> = {
  when: ({ project, page }) => project !== null && (page === 'board' || page === 'edit'),
}
const needsClip: Pick<Action, 'when' | 'enabled' | 'onSelection'> = {
  ...inFilm,
  onSelection: true,
  enabled: (context) => (selection(context).length > 0 ? true : 'Select a clip first'),
}

const pickActions: readonly Action[] = Array.from({ length: 9 }, (_, index) => ({
  id: `take.pick-${index + 1}`,
  edits: 'film',
  label: `Pick take ${index + 1}`,
  group: 'Takes',
  keys: [String(index + 1)],
  ...needsClip,
  run: (context: ActionContext) => {
    const [id] = selection(context).slice(-1)
    if (context.project && id) pickNumber(context.project, id, index + 1)
  },
}))

/** What people can do with clips and takes by key and palette. */
export const clipActions: readonly Action[] = [
  {
    id: 'clip.add',
    edits: 'film',
    label: 'Add clip',
    group: 'Edit',
    icon: Plus,
    ...inFilm,
    run: ({ project }) => {
      if (project) addClipHere(project)
    },
  },
  {
    id: 'clip.duplicate',
    edits: 'film',
    label: 'Duplicate clip',
    group: 'Edit',
    keys: ['shift+d'],
    icon: CopyPlus,
    ...needsClip,
    run: (context) => {
      if (context.project) duplicateSelection(context.project, selection(context))
    },
  },
  {
    id: 'clip.select-all',
    label: 'Select all clips',
    group: 'Edit',
    keys: ['mod+a'],
    icon: ListChecks,
    ...inFilm,
    run: ({ project }) => project?.view.selectClips(storyClipIds(project.records.get())),
  },
  {
    id: 'clip.deselect',
    label: 'Deselect',
    group: 'Edit',
    keys: ['escape'],
    icon: X,
    when: (context) => selection(context).length > 0,
    run: ({ project }) => project?.view.selectClips([]),
  },
  {
    id: 'take.star',
    edits: 'marks',
    label: 'Star take',
    group: 'Takes',
    keys: ['f'],
    icon: Star,
    ...needsClip,
    enabled: (context) => {
      const [id] = selection(context).slice(-1)
      return context.project && id && takeInHand(context.project, id) ? true : 'This clip has no take yet'
    },
    run: (context) => {
      const [id] = selection(context).slice(-1)
      const take = context.project && id ? takeInHand(context.project, id) : null
      if (context.project && take) toggleStar(context.project, take.id)
    },
  },
  ...pickActions,
]
