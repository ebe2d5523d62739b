import { Dices, Sparkles } from 'lucide-react'
import { setClipSettings } from '#shared/commands/clip-commands.ts'
import type { Action, ActionContext } from '../../session/action.ts'
import { inStoryOrder } from '../../session/clip-edits.ts'
import { requestTakes } from '../../session/request-takes.ts'

const selected = ({ project }: ActionContext): string[] =>
  project ? inStoryOrder(project, project.view.get().selectedClipIds) : []

const onClips: Pick<Action, 'group' | 'onSelection' | 'when' | 'enabled'> = {
  group: 'Takes',
  onSelection: true,
  when: ({ project, page }) => project !== null && (page === 'board' || page === 'edit'),
  enabled: (context) => (selected(context).length > 0 ? true : 'Select a clip first'),
}

/** What people can ask the queue for by key and palette. */
export const generationActions: readonly Action[] = [
  {
    id: 'take.generate',
    edits: 'film',
    label: 'Generate take',
    keys: ['mod+enter'],
    icon: Sparkles,
    inText: true,
    ...onClips,
    run: async (context) => {
      if (context.project) await requestTakes(context.project, context.services, selected(context))
    },
  },
  {
    id: 'take.roll-again',
    edits: 'film',
    label: 'Roll again, new seed',
    keys: ['r'],
    icon: Dices,
    ...onClips,
    run: async (context) => {
      const ids = selected(context)
      const { project } = context
      if (!project) return
      const fixed = ids.filter((id) => {
        const { seed, seedMode } = project.records.get().clips.get(id)?.settings ?? {}
        return seed !== undefined || seedMode !== undefined
      })
      if (fixed.length > 0) {
        const settings = { seed: null, seedMode: null }
        project.run(setClipSettings, { ids: fixed, settings }, { label: 'Free the seed' })
      }
      await requestTakes(project, context.services, ids)
    },
  },
]
