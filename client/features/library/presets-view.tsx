import { Box } from 'lucide-react'
import type { ReactElement } from 'react'
import { attempt } from '#client/session/library/cast-edits.ts'
import type { StudioLibrary } from '#client/session/library/studio-library.ts'
import { useLibrary, useLibraryRecords } from '#client/session/library/use-library.ts'
import { useOptionalSession } from '#client/session/use-session.tsx'
import { Button } from '#client/ui/button.tsx'
import { KeptField } from '#client/ui/kept-field.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { count } from '#client/ui/words.ts'
import { addPreset, applyPreset, restorePreset, trashPreset, updatePreset } from '#shared/commands/preset-commands.ts'
import { MODEL_FAMILIES, ModelType } from '#shared/generation/model-types.ts'
import type { ModelPreset, ModelPresetFields } from '#shared/model/model-preset.ts'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { FormSection, LibraryFrame, useLibraryNavigate, type LibraryItem, type LibraryWords } from './library-frame.tsx'
import { ModelFields, ParamsFields } from './look-fields.tsx'
import { liveOf } from './use-cast-home.ts'

const WORDS: LibraryWords = {
  one: 'preset',
  many: 'presets',
  icon: Box,
  add: 'New preset',
  empty: 'Sampling values of a model under a name, for clips to take over.',
}

/** `/presets`: sampling values of models that the studio keeps. */
export function PresetsView({ itemId }: { itemId: string | null }): ReactElement {
  const library = useLibrary()
  const presets = liveOf(useLibraryRecords((records) => records.presets))
  const go = useLibraryNavigate('presets')
  const chosen = presets.find(({ id }) => id === itemId)
  return (
    <LibraryFrame
      page="presets"
      words={WORDS}
      items={presets.map(itemOf)}
      itemId={itemId}
      filmName={null}
      onAdd={() => void attempt(() => go(library.run(addPreset, { name: 'New preset' }, { label: 'New preset' })))}
      onDelete={(id) => {
        const preset = presets.find((one) => one.id === id)
        if (preset) deleteItem(library, { trash: trashPreset, restore: restorePreset }, preset)
      }}
    >
      {chosen ? <PresetForm key={chosen.id} preset={chosen} library={library} /> : null}
    </LibraryFrame>
  )
}

function itemOf({ id, name, model, modelType, params, description }: ModelPreset): LibraryItem {
  const family = ModelType.safeParse(modelType)
  const whose = model ?? (family.success ? MODEL_FAMILIES[family.data].label : 'Any model')
  const steps = params.steps === undefined ? '' : `, ${count(params.steps, 'step')}`
  return { id, name, detail: `${whose}${steps}`, picture: null, words: description }
}

function PresetForm({ preset, library }: { preset: ModelPreset; library: StudioLibrary }): ReactElement {
  const session = useOptionalSession()
  const selected = session?.view.get().selectedClipIds ?? []
  const change = (fields: Partial<ModelPresetFields>, what: string): void => {
    attempt(() => library.run(updatePreset, { id: preset.id, ...fields }, { label: `Change ${what}` }))
  }
  return (
    <>
      {session && selected.length > 0 ? (
        <Button
          className="self-start"
          onClick={() =>
            attempt(() => {
              session.run(applyPreset, { preset, clipIds: [...selected] }, { label: `Use ${preset.name}` })
              toasts.show({ title: `${preset.name} on ${count(selected.length, 'clip')}` })
            })
          }
        >
          Use for {count(selected.length, 'selected clip')}
        </Button>
      ) : null}
      <KeptField
        label="Name"
        value={preset.name}
        onKeep={(name) => (name === '' ? undefined : change({ name }, 'name'))}
      />
      <KeptField
        label="Description"
        value={preset.description}
        onKeep={(description) => change({ description }, 'description')}
      />
      <FormSection title="Model">
        <ModelFields model={preset.model} modelType={preset.modelType} onChange={(fields) => change(fields, 'model')} />
      </FormSection>
      <FormSection title="Sampling">
        <ParamsFields params={preset.params} withLoras={false} onChange={(params) => change({ params }, 'sampling')} />
      </FormSection>
    </>
  )
}
