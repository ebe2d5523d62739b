import { Box, Dices, Server, Sparkles } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { setClipSettings } from '#shared/commands/clip-commands.ts'
import { composePrompt } from '#shared/generation/compose-prompt.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { nextSeed } from '#shared/model/seeds.ts'
import { SKETCH_MODEL, type GenerationSettings } from '#shared/model/settings.ts'
import { familyOf, type Catalogue, type CatalogueModel } from '../../session/model-catalogue.ts'
import { planTake, requestTakes, type TakePlan } from '../../session/request-takes.ts'
import { useServices } from '../../session/services-context.tsx'
import { shallowEqual, useReadable } from '../../session/store.ts'
import { useProject, useSession } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { count } from '../../ui/words.ts'
import { FamilySelect } from './family-select.tsx'
import { LackNote } from './lack-note.tsx'
import { SeedMenu, type SeedSource } from './seed-menu.tsx'

/** The value that all share; null when they differ. */
function same<T>(values: readonly T[]): T | null {
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? first : null
}

/** Names of what a server lacks, or a sentence where the model itself is the reason. */
function whyNot(missing: readonly string[]): string {
  const sentence = missing.find((one) => one.endsWith('.'))
  return sentence ?? `Needs ${missing.join(', ')}`
}

function groupOf({ name, servers, family }: CatalogueModel): string {
  if (name === SKETCH_MODEL) return 'Built in'
  if (servers.length > 0) return 'On your servers'
  return family === null ? 'Not recognised' : 'Not ready'
}

function modelOptions({ models }: Catalogue, chosen: string | null): SelectOption<string>[] {
  const option = (model: CatalogueModel): SelectOption<string> => ({
    value: model.name,
    label: model.name === SKETCH_MODEL ? 'Sketch' : model.label,
    detail: model.name === SKETCH_MODEL ? 'Built-in placeholder, works without a GPU' : model.name,
    group: groupOf(model),
    disabled: model.missing.length > 0 && model.family !== null ? whyNot(model.missing) : undefined,
  })
  const options = models.map(option)
  if (chosen !== null && !models.some((model) => model.name === chosen)) {
    options.unshift({
      value: chosen,
      label: familyOf(chosen)?.label ?? chosen,
      detail: `${chosen}, on no server now`,
      group: 'Chosen',
    })
  }
  return options
}

/** What the panel shows of a clip beside the plan of its next take. */
interface Chosen {
  readonly modelType: GenerationSettings['modelType']
  readonly seed: number | null
  readonly seedMode: GenerationSettings['seedMode']
  readonly hasPrompt: boolean
}

function chosenOf(clip: Clip): Chosen {
  const { modelType, seedMode } = clip.settings
  return { modelType, seed: nextSeed(clip), seedMode, hasPrompt: composePrompt(clip, 'video').prompt !== '' }
}

function samePlans(before: readonly (TakePlan & Chosen)[], after: readonly (TakePlan & Chosen)[]): boolean {
  return before.length === after.length && before.every((plan, at) => shallowEqual(plan, after[at]!))
}

/** Stands among the sizes for the shape of the picture that is edited. */
const AS_PICTURE = 'picture'

/** Settings of the next takes of the selected clips, and the button that asks for them. */
export function GeneratePanel({ clipIds: ids }: { clipIds: readonly string[] }): ReactElement {
  const session = useSession()
  const services = useServices()
  const catalogue = useReadable(services.models)
  const facts = useReadable(services.server)
  const [asking, setAsking] = useState(false)
  const plans = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) =>
        ids.flatMap((id) => {
          const clip = snapshot.clips.get(id)
          return clip ? [{ ...planTake(snapshot, clip, catalogue), ...chosenOf(clip) }] : []
        }),
      [ids, catalogue],
    ),
    samePlans,
  )
  const model = same(plans.map((plan) => plan.model))
  const kind = same(plans.map((plan) => plan.kind))
  const preset = same(plans.map((plan) => plan.preset))
  const family = model === null ? null : familyOf(model, plans[0]?.modelType)
  const width = same(plans.map((plan) => plan.width))
  const height = same(plans.map((plan) => plan.height))
  const steps = same(plans.map((plan) => plan.steps))
  const seed = same(plans.map((plan) => plan.seed))
  const frames = same(plans.map((plan) => plan.frames))
  const fps = same(plans.map((plan) => plan.fps))
  const sketch = model === SKETCH_MODEL
  const hasPrompt = plans.some((plan) => plan.hasPrompt)

  const change = (settings: { [K in keyof GenerationSettings]?: GenerationSettings[K] | null }, what: string): void => {
    session.run(setClipSettings, { ids: [...ids], settings }, { label: what, mergeKey: `${what}:${ids.join()}` })
  }
  const chooseModel = (name: string): void => {
    const next = catalogue.models.find((one) => one.name === name)
    const kinds = next?.family?.kinds ?? next?.kinds ?? []
    // Size, steps and family belong to the model that they were chosen for.
    change(
      {
        model: name,
        kind: kinds[0] ?? null,
        modelType: null,
        width: null,
        height: null,
        steps: null,
        cfg: null,
        sampler: null,
        scheduler: null,
      },
      'Change model',
    )
  }
  const seedMode = same(plans.map((plan) => plan.seedMode)) ?? null
  const seedSource: SeedSource = seedMode ?? (seed === null ? 'random' : 'fixed')
  const chooseSeed = (source: SeedSource): void => {
    const isFree = source === 'random' || source === 'scene'
    const kept = seed ?? Math.floor(Math.random() * 1_000_000_000)
    const mode = source === 'increment' || source === 'scene' ? source : null
    change({ seed: isFree ? null : kept, seedMode: mode }, 'Change seed')
  }
  const sizes = family?.sizes ?? []
  const keepsShape = plans.length > 0 && plans.every((plan) => plan.keepsShape)
  const sizeKey = keepsShape ? AS_PICTURE : width !== null && height !== null ? `${width}x${height}` : null
  const sizeOptions = [
    ...(family?.keepsShape ? [{ value: AS_PICTURE, label: 'Like the picture' }] : []),
    ...sizes.map((size) => ({ value: `${size.width}x${size.height}`, label: `${size.width}×${size.height}` })),
    ...(sizeKey !== null && !keepsShape && !sizes.some((size) => `${size.width}x${size.height}` === sizeKey)
      ? [{ value: sizeKey, label: `${width}×${height}` }]
      : []),
  ]
  const offered = catalogue.models.find((one) => one.name === model)?.presets?.[preset ?? 'quality'] ?? null
  const lacks = steps !== null && offered !== null && steps <= offered.steps ? offered.lacks : null
  const online = catalogue.servers.filter((server) => server.status === 'online' || server.status === 'working')

  const generate = async (): Promise<void> => {
    setAsking(true)
    try {
      await requestTakes(session, services, ids)
    } finally {
      setAsking(false)
    }
  }
  const noun = kind === null ? 'take' : kind === 'video' ? 'video take' : 'image take'
  const label = ids.length === 1 ? `Generate ${noun}` : `Generate ${count(ids.length, noun)}`

  return (
    <div className="space-y-3">
      <div className="flex items-end gap-2">
        <Select
          label="Model"
          hideLabel
          className="grow"
          icon={<Icon icon={Box} className="text-fg-2" />}
          value={model}
          placeholder="Mixed"
          options={modelOptions(catalogue, model)}
          onChange={chooseModel}
        />
        {sketch ? null : (
          <Segmented
            label="Preset"
            value={preset}
            options={[
              { value: 'fast', label: 'Fast' },
              { value: 'quality', label: 'Quality' },
            ]}
            onChange={(value) => change({ preset: value, steps: null }, 'Change preset')}
          />
        )}
      </div>
      {model !== null && !sketch && familyOf(model) === null ? (
        <FamilySelect
          value={family?.type ?? null}
          onChange={(type) => {
            // Without a kind of its own it makes what the family makes.
            change({ modelType: type, kind: null, width: null, height: null, steps: null }, 'Change family')
          }}
        />
      ) : null}
      {family && family.kinds.length > 1 ? (
        <Segmented
          label="Kind of take"
          value={kind}
          options={[
            { value: 'image', label: 'Still' },
            { value: 'video', label: 'Video' },
          ]}
          onChange={(value) => change({ kind: value }, 'Change kind')}
        />
      ) : null}
      <div className="grid grid-cols-2 gap-2">
        <div className="flex items-end gap-1">
          <NumberField
            label="Seed"
            className="grow"
            optional
            value={seed}
            placeholder="Random"
            min={0}
            max={Number.MAX_SAFE_INTEGER}
            format={(value) => value.toLocaleString('en-GB').replaceAll(',', '\u202f')}
            parse={(text) => {
              const digits = text.replaceAll(/[\s\u202f,]/g, '')
              return /^\d{1,16}$/.test(digits) ? Number(digits) : null
            }}
            onCommit={(value) =>
              change({ seed: value, ...(seedSource === 'scene' && { seedMode: null }) }, 'Change seed')
            }
          />
          <SeedMenu value={seedSource} onChange={chooseSeed} />
        </div>
        {sizeOptions.length > 1 ? (
          <Select
            label="Size"
            triggerClassName="h-7"
            value={sizeKey}
            placeholder="Mixed"
            options={sizeOptions}
            onChange={(value) => {
              const [w, h] = value.split('x').map(Number)
              if (value === AS_PICTURE) change({ width: null, height: null }, 'Change size')
              else if (w && h) change({ width: w, height: h }, 'Change size')
            }}
          />
        ) : (
          <div>
            <span className="mb-1 block text-meta text-fg-2">Size</span>
            <output aria-label="Size" className="flex h-7 items-center text-body text-fg-2">
              {sizeKey === null ? 'Mixed' : `${width}×${height}`}
            </output>
          </div>
        )}
      </div>
      {sketch ? null : (
        <div className="grid grid-cols-2 gap-2">
          <NumberField
            label="Steps"
            value={steps}
            min={1}
            max={200}
            onCommit={(value) => change({ steps: value === null ? null : Math.round(value) }, 'Change steps')}
          />
          {frames !== null && fps !== null ? (
            <div>
              <span className="mb-1 block text-meta text-fg-2">The model gives</span>
              <output aria-label="Length the model gives" className="flex h-7 items-center text-body text-fg-2">
                {frames} frames, {(frames / fps).toFixed(1)} s
              </output>
            </div>
          ) : null}
        </div>
      )}
      {lacks ? <LackNote lacks={lacks} onUse={() => change({ steps: lacks.steps_without }, 'Change steps')} /> : null}
      <Button
        look="main"
        size="large"
        className="w-full"
        disabled={asking || !hasPrompt}
        title={hasPrompt ? undefined : 'Write a prompt first'}
        onClick={() => void generate()}
      >
        <Icon icon={seed === null ? Sparkles : Dices} />
        {label}
        <Kbd keys="mod+enter" className="border-current/40 text-accent-fg" />
      </Button>
      <p className="flex items-center gap-1.5 text-meta text-fg-3" data-generate-where>
        <Icon icon={Server} size={13} className="shrink-0" />
        {!hasPrompt
          ? 'Write what the picture shows, then generate'
          : !facts.answering
            ? 'Waits on this device until the server answers'
            : sketch
              ? online.length === 0
                ? 'Sketch draws a placeholder. Connect ComfyUI on the Queue page'
                : 'Sketch draws a placeholder'
              : online.length > 0
                ? `Runs on ${online.length === 1 ? online[0]!.name : `any of ${count(online.length, 'server')}`}`
                : 'No server answers now. The take waits in the queue'}
      </p>
    </div>
  )
}
