import { AudioLines, BadgePlus, RotateCcw, ScrollText, SquareDashed } from 'lucide-react'
import type { Action, ActionContext } from '#client/session/action.ts'
import { filmPath } from '#client/session/routes.ts'
import { announce } from '#client/ui/announcer.tsx'
import { toasts } from '#client/ui/toast-store.ts'

/** Names of the starts in the address: `/?dialog=from-song`. */
export type Start = 'from-song' | 'from-text' | 'from-empty'

/** The sample of this device that is not in the trash, if there is one. */
export function findSample({ services }: Pick<ActionContext, 'services'>): string | null {
  return services.projects.entries.get().find((film) => film.sample && film.deletedAt === null)?.id ?? null
}

/** Number of the clip that the sample is first opened on: it has several takes to choose from. */
const FIRST_LOOK = '3.03'

/** Opens the sample film where it was left, fetching it first where this device does not have it. */
export async function openSample({ services, navigate }: Pick<ActionContext, 'services' | 'navigate'>): Promise<void> {
  try {
    const { projects } = services
    const id = findSample({ services }) ?? (await projects.importSample())
    const left = projects.entries.get().find((film) => film.id === id)?.lastClipId ?? null
    const clips = left === null ? (await projects.read(id)).clips.values() : []
    const first = [...clips].find((clip) => clip.number === FIRST_LOOK)?.id ?? null
    navigate(filmPath(id, 'board', left ?? first))
  } catch (error) {
    toasts.show({
      tone: 'alert',
      title: 'The sample could not be opened',
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

const onHome = ({ page }: ActionContext): boolean => page === 'home'

const starts: readonly Pick<Action, 'id' | 'label' | 'icon' | 'keys'>[] = [
  { id: 'from-song', label: 'New film from a song', icon: AudioLines, keys: ['1'] },
  { id: 'from-text', label: 'New film from lyrics or a script', icon: ScrollText, keys: ['2'] },
  { id: 'from-empty', label: 'New empty film', icon: SquareDashed, keys: ['3'] },
]

/** What can be done with films as a whole. */
export const projectActions: readonly Action[] = [
  {
    id: 'project.new',
    label: 'New project',
    group: 'Edit',
    icon: BadgePlus,
    run: ({ navigate }) => navigate('/?dialog=from-empty'),
  },
  // The digits start films on Home only; elsewhere the same commands are in the palette without a key.
  ...starts.map((start): Action => ({
    ...start,
    id: `project.${start.id}`,
    group: 'Edit',
    when: onHome,
    run: ({ navigate }) => navigate(`/?dialog=${start.id}`),
  })),
  {
    id: 'project.open-sample',
    label: 'Open the sample film',
    group: 'Go',
    run: openSample,
  },
  {
    id: 'project.reset-sample',
    label: 'Reset the sample film',
    group: 'Settings',
    icon: RotateCcw,
    run: async ({ services, navigate }) => {
      const before = findSample({ services })
      const id = await services.projects.importSample()
      if (before) await services.projects.trash(before)
      announce('The sample is as it came')
      toasts.show({
        title: 'The sample is as it came',
        detail: before ? 'Your changed one is in the trash' : undefined,
        action: { label: 'Open', run: () => navigate(filmPath(id)) },
      })
    },
  },
]
