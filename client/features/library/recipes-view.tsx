import { BookMarked } from 'lucide-react'
import type { ReactElement } from 'react'
import { attempt } from '#client/session/library/cast-edits.ts'
import type { StudioLibrary } from '#client/session/library/studio-library.ts'
import { useLibrary, useLibraryRecords } from '#client/session/library/use-library.ts'
import { useOptionalSession } from '#client/session/use-session.tsx'
import { Button } from '#client/ui/button.tsx'
import { NumberField } from '#client/ui/number-field.tsx'
import { Segmented } from '#client/ui/segmented.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { count } from '#client/ui/words.ts'
import { addRecipe, applyRecipe, restoreRecipe, trashRecipe, updateRecipe } from '#shared/commands/preset-commands.ts'
import type { SavedRecipe, SavedRecipeFields } from '#shared/model/saved-recipe.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { FormSection, LibraryFrame, type LibraryItem, type LibraryWords } from './library-frame.tsx'
import { ModelFields, ParamsFields } from './look-fields.tsx'
import { changeWith, RecordText } from './record-form.tsx'
import { liveOf } from './use-cast-home.ts'
import { useSelectedClips } from './use-selected-clips.ts'

const WORDS: LibraryWords = {
  one: 'recipe',
  many: 'recipes',
  icon: BookMarked,
  add: 'New recipe',
  empty: 'Ways to make a take: model, values, prompts and seed. “Save recipe” keeps that of a take that came out well.',
}

/** `/recipes`: ways to make a take that the studio keeps. */
export function RecipesView({ itemId }: { itemId: string | null }): ReactElement {
  const library = useLibrary()
  const recipes = liveOf(useLibraryRecords((records) => records.recipes))
  const fresh = { name: 'New recipe', model: SKETCH_MODEL }
  return (
    <LibraryFrame
      page="recipes"
      words={WORDS}
      things={recipes}
      itemOf={itemOf}
      itemId={itemId}
      filmName={null}
      onAdd={() => library.run(addRecipe, fresh, { label: 'New recipe' })}
      onDelete={(recipe) => deleteItem(library, { trash: trashRecipe, restore: restoreRecipe }, recipe)}
    >
      {(recipe) => <RecipeForm recipe={recipe} library={library} />}
    </LibraryFrame>
  )
}

function itemOf({ id, name, kind, model, prompt, note }: SavedRecipe): LibraryItem {
  const made = model === SKETCH_MODEL ? 'Sketch' : model
  return {
    id,
    name,
    detail: `${kind === 'video' ? 'Video' : 'Still'}, ${made}`,
    picture: null,
    words: `${prompt} ${note}`,
  }
}

function RecipeForm({ recipe, library }: { recipe: SavedRecipe; library: StudioLibrary }): ReactElement {
  const change = changeWith<SavedRecipeFields>((fields, options) =>
    library.run(updateRecipe, { id: recipe.id, ...fields }, options),
  )
  const text = { record: recipe, onChange: change }
  return (
    <>
      <UseRecipe recipe={recipe} />
      <RecordText {...text} field="name" label="Name" what="name" needed />
      <RecordText {...text} field="note" label="Note" what="note" />
      <FormSection title="Prompts">
        <RecordText {...text} field="prompt" label="Prompt" what="prompt" lines />
        <RecordText {...text} field="negativePrompt" label="Negative prompt" what="negative prompt" lines />
      </FormSection>
      <FormSection title="Model">
        <Segmented
          label="Kind of take"
          value={recipe.kind}
          options={[
            { value: 'image', label: 'Still' },
            { value: 'video', label: 'Video' },
          ]}
          onChange={(kind) => change({ kind }, 'kind')}
          className="self-start"
        />
        <ModelFields
          needed
          model={recipe.model}
          modelType={recipe.modelType}
          onChange={({ model, modelType }) =>
            change({ ...(model && { model }), ...(modelType !== undefined && { modelType }) }, 'model')
          }
        />
      </FormSection>
      <FormSection title="Sampling">
        <NumberField
          label="Seed"
          optional
          placeholder="Random"
          value={recipe.seed}
          min={0}
          max={Number.MAX_SAFE_INTEGER}
          onCommit={(seed) => change({ seed: seed === null ? null : Math.round(seed) }, 'seed')}
        />
        <ParamsFields params={recipe.params} withLoras={false} onChange={(params) => change({ params }, 'sampling')} />
      </FormSection>
    </>
  )
}

function UseRecipe({ recipe }: { recipe: SavedRecipe }): ReactElement | null {
  const session = useOptionalSession()
  const selected = useSelectedClips()
  if (!session || selected.length === 0) return null
  const use = (prompts: boolean): void => {
    attempt(() => {
      session.run(applyRecipe, { recipe, clipIds: [...selected], prompts }, { label: `Use ${recipe.name}` })
      toasts.show({ title: `${recipe.name} on ${count(selected.length, 'clip')}` })
    })
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => use(false)}>Use settings for {count(selected.length, 'selected clip')}</Button>
      <Button onClick={() => use(true)}>Use settings and prompts</Button>
    </div>
  )
}
