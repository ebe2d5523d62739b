import { Plus, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { KeptField } from '#client/ui/kept-field.tsx'
import { NumberField } from '#client/ui/number-field.tsx'
import { Select } from '#client/ui/select.tsx'
import { MODEL_FAMILIES } from '#shared/generation/model-families.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import { MAX_LORAS, type LookParams, type LoraReference } from '#shared/model/look-params.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'

const ANY = 'any'

/** The model that something is made for, of those that the servers have, and its family. */
export function ModelFields({
  model,
  modelType,
  needed = false,
  onChange,
}: {
  model: string | null
  modelType: string | null
  /** Whether there has to be a model. */
  needed?: boolean
  onChange: (change: { model?: string | null; modelType?: string | null }) => void
}): ReactElement {
  const { models } = useServices()
  const catalogue = useReadable(models)
  const names = [...new Set([...(model === null ? [] : [model]), ...catalogue.models.map(({ name }) => name)])]
  return (
    <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
      <Select
        label="Model"
        value={model ?? ANY}
        options={[
          ...(needed ? [] : [{ value: ANY, label: 'Any model' }]),
          ...names.map((name) => ({ value: name, label: name === SKETCH_MODEL ? 'Sketch' : name })),
        ]}
        onChange={(name) => onChange({ model: name === ANY ? null : name })}
      />
      <Select
        label="Family"
        value={modelType ?? ANY}
        options={[
          { value: ANY, label: 'As the model’s name tells' },
          ...ModelType.options.map((type) => ({ value: type as string, label: MODEL_FAMILIES[type].label })),
        ]}
        onChange={(type) => onChange({ modelType: type === ANY ? null : type })}
      />
    </div>
  )
}

type NumberKey = 'steps' | 'cfg' | 'width' | 'height'
const NUMBERS: readonly { key: NumberKey; label: string; min: number; max: number; step: number }[] = [
  { key: 'steps', label: 'Steps', min: 1, max: 200, step: 1 },
  { key: 'cfg', label: 'Guidance', min: 0, max: 100, step: 0.1 },
  { key: 'width', label: 'Width, px', min: 16, max: 8192, step: 8 },
  { key: 'height', label: 'Height, px', min: 16, max: 8192, step: 8 },
]

/** Sampling values; an empty field leaves the choice to the model. */
export function ParamsFields({
  params,
  withLoras = true,
  onChange,
}: {
  params: LookParams
  withLoras?: boolean
  onChange: (params: LookParams) => void
}): ReactElement {
  const change = (key: keyof LookParams & string, value: unknown): void => {
    const { [key]: _before, ...rest } = params
    onChange(value === null || value === '' ? rest : { ...rest, [key]: value })
  }
  return (
    <>
      <div className="grid grid-cols-4 gap-3 max-sm:grid-cols-2">
        {NUMBERS.map(({ key, label, ...range }) => (
          <NumberField
            key={key}
            label={label}
            optional
            placeholder="Model’s own"
            value={params[key] ?? null}
            {...range}
            onCommit={(value) => change(key, value !== null && key !== 'cfg' ? Math.round(value) : value)}
          />
        ))}
      </div>
      <div className="grid grid-cols-2 gap-3">
        <KeptField
          label="Sampler"
          placeholder="Model’s own"
          value={params.sampler ?? ''}
          onKeep={(value) => change('sampler', value.slice(0, 60))}
        />
        <KeptField
          label="Noise schedule"
          placeholder="Model’s own"
          value={params.scheduler ?? ''}
          onKeep={(value) => change('scheduler', value.slice(0, 60))}
        />
      </div>
      {withLoras ? <LoraFields loras={params.loras ?? []} onChange={(loras) => change('loras', loras)} /> : null}
    </>
  )
}

function LoraFields({
  loras,
  onChange,
}: {
  loras: readonly LoraReference[]
  onChange: (loras: LoraReference[] | null) => void
}): ReactElement {
  const replace = (at: number, lora: LoraReference): void =>
    onChange(loras.map((one, index) => (index === at ? lora : one)))
  return (
    <div className="flex flex-col gap-2" role="group" aria-label="LoRAs">
      {loras.map((lora, at) => (
        <div key={at} className="flex items-end gap-2">
          <div className="min-w-0 grow">
            <KeptField
              label={`LoRA ${at + 1}`}
              value={lora.name}
              onKeep={(name) => name !== '' && replace(at, { ...lora, name: name.slice(0, 500) })}
            />
          </div>
          <NumberField
            label="Strength"
            className="w-24"
            value={lora.strength}
            min={-10}
            max={10}
            step={0.05}
            onCommit={(strength) => replace(at, { ...lora, strength: strength ?? 1 })}
          />
          <IconButton
            icon={X}
            label={`Remove LoRA ${at + 1}`}
            onClick={() => {
              const rest = loras.filter((_, index) => index !== at)
              onChange(rest.length > 0 ? rest : null)
            }}
          />
        </div>
      ))}
      {loras.length < MAX_LORAS ? (
        <Button
          look="quiet"
          className="self-start"
          onClick={() => onChange([...loras, { name: 'name.safetensors', strength: 1 }])}
        >
          <Icon icon={Plus} size={14} />
          Add LoRA
        </Button>
      ) : null}
    </div>
  )
}
