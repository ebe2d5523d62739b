import { Box } from 'lucide-react'
import type { ReactElement } from 'react'
import { attempt } from '#client/session/library/cast-edits.ts'
import type { StudioLibrary } from '#client/session/library/studio-library.ts'
import { useLibrary, useLibraryRecords } from '#client/session/library/use-library.ts'
import { useOptionalSession } from '#client/session/use-session.tsx'
import { Button } from '#client/ui/button.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { count } from '#client/ui/words.ts'
import { addPreset, applyPreset, restorePreset, trashPreset, updatePreset } from '#shared/commands/preset-commands.ts'
import { MODEL_FAMILIES } from '#shared/generation/model-families.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import type { ModelPreset, ModelPresetFields } from '#shared/model/model-preset.ts'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { FormSection, LibraryFrame, type LibraryItem, type LibraryWords } from './library-frame.tsx'
import { ModelFields, ParamsFields } from './look-fields.tsx'
import { changeWith, RecordText } from './record-form.tsx'
import { liveOf } from './use-cast-home.ts'
import { useSelectedClips } from './use-selected-clips.ts'

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
  return (
    <LibraryFrame
      page="presets"
      words={WORDS}
      things={presets}
      itemOf={itemOf}
      itemId={itemId}
      filmName={null}
      onAdd={() => library.run(addPreset, { name: 'New preset' }, { label: 'New preset' })}
      onDelete={(preset) => deleteItem(library, { trash: trashPreset, restore: restorePreset }, preset)}
    >
      {(preset) => <PresetForm preset={preset} library={library} />}
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
  const selected = useSelectedClips()
  const change = changeWith<ModelPresetFields>((fields, options) =>
    library.run(updatePreset, { id: preset.id, ...fields }, options),
  )
  const text = { record: preset, onChange: change }
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
      <RecordText {...text} field="name" label="Name" what="name" needed />
      <RecordText {...text} field="description" label="Description" what="description" />
      <FormSection title="Model">
        <ModelFields model={preset.model} modelType={preset.modelType} onChange={(fields) => change(fields, 'model')} />
      </FormSection>
      <FormSection title="Sampling">
        <ParamsFields params={preset.params} withLoras={false} onChange={(params) => change({ params }, 'sampling')} />
      </FormSection>
    </>
  )
}
