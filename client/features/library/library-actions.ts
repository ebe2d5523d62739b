import { BookMarked, Box, Images, SwatchBook, UserPlus } from 'lucide-react'
import { addRecipe } from '#shared/commands/preset-commands.ts'
import { shownTake } from '#shared/document/selectors.ts'
import { LookParams } from '#shared/model/look-params.ts'
import { Recipe } from '#shared/model/recipe.ts'
import type { Action, ActionContext } from '../../session/action.ts'
import { attempt, offerTakes } from '../../session/library/cast-edits.ts'
import { filmHome, libraryHome, type CastHome } from '../../session/library/cast-home.ts'
import { libraryPath, type LibraryPage } from '../../session/routes.ts'
import { toasts } from '../../ui/toast-store.ts'
import { addCharacter } from '#shared/commands/character-commands.ts'
import { addPreset } from '#shared/commands/preset-commands.ts'
import { addStyle } from '#shared/commands/style-commands.ts'

const selection = ({ project }: ActionContext): readonly string[] => project?.view.get().selectedClipIds ?? []

/** Ids of the selected clips that a take stands for. */
function clipsWithTake(context: ActionContext): string[] {
  const snapshot = context.project?.records.get()
  if (!snapshot) return []
  return selection(context).filter((id) => {
    const clip = snapshot.clips.get(id)
    return clip !== undefined && shownTake(snapshot, clip) !== null
  })
}

const onTakes: Pick<Action, 'when' | 'enabled' | 'onSelection'> = {
  when: ({ project, page }) => project !== null && (page === 'board' || page === 'edit'),
  onSelection: true,
  enabled: (context) => clipsWithTake(context).length > 0 || 'Select a clip with a take first',
}

/** The home of what is made while a page is open: the film, where there is one. */
function homeHere({ project, services }: ActionContext): CastHome {
  return project ? filmHome(project) : libraryHome(services.library)
}

/** Makes something in the film or the studio and opens its form. */
async function make(context: ActionContext, page: LibraryPage, add: (home: CastHome) => string): Promise<void> {
  await context.services.library.open()
  attempt(() => {
    const item = add(homeHere(context))
    context.navigate(libraryPath(page, { film: context.project?.projectId ?? null, item }))
  })
}

/** Keeps the recipe of a clip's take in the library. */
async function saveRecipe(context: ActionContext): Promise<void> {
  const { project, services } = context
  const [clipId] = clipsWithTake(context).slice(-1)
  const snapshot = project?.records.get()
  const clip = clipId === undefined ? undefined : snapshot?.clips.get(clipId)
  const take = snapshot && clip ? shownTake(snapshot, clip) : null
  if (!clip || !take) return
  const file = take.recipe === null ? null : await services.media.read(take.recipe)
  const read = file ? Recipe.safeParse(JSON.parse(await file.text())) : null
  if (!read?.success) {
    toasts.show({
      tone: 'alert',
      title: 'Nobody knows how this take was made',
      detail: 'It came from a file, or its recipe is not here.',
    })
    return
  }
  await services.library.open()
  const { kind, model, modelType, seed, params, composed, prompt, negativePrompt } = read.data
  attempt(() => {
    const id = services.library.run(
      addRecipe,
      {
        name: `${clip.number} ${clip.name}`.trim().slice(0, 200),
        kind,
        model,
        modelType,
        // The words as they were written: cast and style are composed anew where the recipe is used.
        prompt: composed?.prompt ?? prompt,
        negativePrompt: composed?.negative ?? negativePrompt,
        params: LookParams.safeParse(params).data ?? {},
        seed,
        recipe: take.recipe,
      },
      { label: 'Save recipe' },
    )
    toasts.show({
      title: `Saved the recipe of ${clip.number}`,
      action: {
        label: 'Open',
        run: () => context.navigate(libraryPath('recipes', { film: project?.projectId ?? null, item: id })),
      },
    })
  })
}

/** What can be done with cast, styles, pool, presets and recipes from anywhere. */
export const libraryActions: readonly Action[] = [
  {
    id: 'character.new',
    label: 'New character',
    group: 'Edit',
    icon: UserPlus,
    run: (context) => make(context, 'cast', (home) => home.run(addCharacter, { name: 'New character' })),
  },
  {
    id: 'style.new',
    label: 'New style',
    group: 'Edit',
    icon: SwatchBook,
    run: (context) => make(context, 'styles', (home) => home.run(addStyle, { name: 'New style' })),
  },
  {
    id: 'preset.new',
    label: 'New preset',
    group: 'Edit',
    icon: Box,
    run: (context) => make(context, 'presets', () => context.services.library.run(addPreset, { name: 'New preset' })),
  },
  {
    id: 'take.send-to-pool',
    label: 'Send to pool',
    group: 'Takes',
    icon: Images,
    ...onTakes,
    run: (context) => {
      if (context.project) offerTakes(context.project, context.services.library, clipsWithTake(context), false)
    },
  },
  {
    id: 'take.share-in-studio',
    label: 'Share take with the studio',
    group: 'Takes',
    icon: Images,
    ...onTakes,
    run: async (context) => {
      await context.services.library.open()
      if (context.project) offerTakes(context.project, context.services.library, clipsWithTake(context), true)
    },
  },
  {
    id: 'take.save-recipe',
    label: 'Save recipe',
    group: 'Takes',
    icon: BookMarked,
    ...onTakes,
    run: saveRecipe,
  },
]
