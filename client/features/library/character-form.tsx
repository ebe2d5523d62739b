import { ImagePlus, Star, X } from 'lucide-react'
import { useRef, useState, type ReactElement } from 'react'
import type { CastHome } from '#client/session/library/cast-home.ts'
import { mediaUrl } from '#client/session/media-urls.ts'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { KeptField } from '#client/ui/kept-field.tsx'
import { NumberField } from '#client/ui/number-field.tsx'
import { Select } from '#client/ui/select.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { updateCharacter } from '#shared/commands/character-commands.ts'
import { MODEL_FAMILIES } from '#shared/generation/model-families.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import { MAX_REFERENCES, mediaHashOf, type Character, type CharacterFields } from '#shared/model/character.ts'
import { FormSection } from './library-frame.tsx'
import { changeWith, RecordText, type ChangeFields } from './record-form.tsx'

/** Everything that is said of a character; each field is kept when it is left, as one undoable step. */
export function CharacterForm({ character, home }: { character: Character; home: CastHome }): ReactElement {
  const change = changeWith<CharacterFields>((fields, options) =>
    home.run(updateCharacter, { id: character.id, ...fields }, options),
  )
  const text = { record: character, onChange: change }
  return (
    <>
      <RecordText {...text} field="name" label="Name" what="name" needed />
      <p className="-mt-3 text-meta text-fg-3">
        Write @{character.name} in a prompt to say where they are in the picture.
      </p>
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <RecordText
          {...text}
          field="description"
          label="Always in the prompt"
          what="words"
          placeholder="short dark-brown bob, pale freckled skin, orange raincoat"
          lines
        />
        <RecordText
          {...text}
          field="negative"
          label="Never"
          what="words to avoid"
          placeholder="long hair, glasses"
          lines
        />
      </div>
      <References character={character} home={home} onChange={change} />
      <FormSection title="LoRA" hint="Used where a family takes one">
        <KeptField
          label="File"
          placeholder="mara-v3.safetensors"
          value={character.loraPath ?? ''}
          onKeep={(path) => change({ loraPath: path === '' ? null : path }, 'LoRA')}
        />
        <div className="grid grid-cols-2 gap-3">
          <NumberField
            label="Strength"
            value={character.loraStrength}
            min={-10}
            max={10}
            step={0.05}
            onCommit={(strength) => change({ loraStrength: strength ?? 1 }, 'LoRA strength')}
          />
          <RecordText {...text} field="triggerWords" label="Trigger words" what="trigger words" />
        </div>
        <FamilyChoice
          chosen={character.loraModelTypes}
          onChange={(loraModelTypes) => change({ loraModelTypes }, 'families of the LoRA')}
        />
      </FormSection>
      <Fragments character={character} onChange={(fragments) => change({ fragments }, 'words for one family')} />
    </>
  )
}

/** The families that a LoRA was made for. */
function FamilyChoice({
  chosen,
  onChange,
}: {
  chosen: readonly string[]
  onChange: (types: string[]) => void
}): ReactElement {
  return (
    <fieldset>
      <legend className="mb-1 text-meta text-fg-2">Made for {chosen.length === 0 ? '(every family)' : ''}</legend>
      <div className="flex flex-wrap gap-1.5">
        {ModelType.options.map((type) => {
          const isChosen = chosen.includes(type)
          return (
            <button
              key={type}
              type="button"
              aria-pressed={isChosen}
              onClick={() => onChange(isChosen ? chosen.filter((one) => one !== type) : [...chosen, type])}
              className={cn(
                'touch-target h-6 rounded-control px-2 text-meta shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover',
                isChosen ? 'bg-accent-quiet text-accent-text' : 'text-fg-2',
              )}
            >
              {MODEL_FAMILIES[type].label}
            </button>
          )
        })}
      </div>
    </fieldset>
  )
}

/** Pictures of a character, the main one first. */
function References({
  character,
  home,
  onChange,
}: {
  character: Character
  home: CastHome
  onChange: ChangeFields<CharacterFields>
}): ReactElement {
  const { media } = useServices()
  const picker = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const { references, faceImage } = character

  const addFiles = async (files: readonly File[]): Promise<void> => {
    setBusy(true)
    const added: string[] = []
    for (const file of files) {
      try {
        const known = await media.addFile(home.filesOf, file)
        if (known.kind !== 'image') throw new Error(`${file.name} is no picture`)
        added.push(known.sha256)
      } catch (error) {
        toasts.show({
          tone: 'alert',
          title: `${file.name} was not added`,
          detail: error instanceof Error ? error.message : undefined,
        })
      }
    }
    setBusy(false)
    const all = [...new Set([...references, ...added])].slice(0, MAX_REFERENCES)
    if (added.length > 0) onChange({ references: all }, 'references')
  }
  return (
    <FormSection title="References" hint={`${references.length} of at most ${MAX_REFERENCES}`}>
      <ul
        aria-label="References"
        className="grid grid-cols-[repeat(auto-fill,minmax(128px,1fr))] gap-2"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          void addFiles([...event.dataTransfer.files])
        }}
      >
        {references.map((reference, at) => (
          <li key={reference} className="flex min-w-0 flex-col gap-1">
            <Reference reference={reference} />
            <div className="flex items-center gap-1">
              <span className="min-w-0 grow truncate text-tag text-fg-3">
                {at === 0 ? 'Main reference' : faceImage === reference ? 'Face' : `Picture ${at + 1}`}
              </span>
              {at > 0 ? (
                <IconButton
                  icon={Star}
                  size="dense"
                  label={`Make picture ${at + 1} the main one`}
                  onClick={() =>
                    onChange(
                      { references: [reference, ...references.filter((one) => one !== reference)] },
                      'references',
                    )
                  }
                />
              ) : null}
              <IconButton
                icon={X}
                size="dense"
                label={`Remove picture ${at + 1}`}
                onClick={() =>
                  onChange(
                    {
                      references: references.filter((one) => one !== reference),
                      ...(faceImage === reference && { faceImage: null }),
                    },
                    'references',
                  )
                }
              />
            </div>
          </li>
        ))}
        <li>
          <button
            type="button"
            disabled={busy}
            onClick={() => picker.current?.click()}
            className="flex aspect-square w-full flex-col items-center justify-center gap-1 rounded-picture border border-dashed border-line-strong p-2 text-center text-meta text-fg-2 hover:bg-hover"
          >
            <Icon icon={ImagePlus} />
            {busy ? 'Adding' : 'Add pictures'}
          </button>
          <input
            ref={picker}
            type="file"
            accept="image/*"
            multiple
            hidden
            aria-label="Pictures of this character"
            onChange={(event) => {
              void addFiles([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
        </li>
      </ul>
      {references.length > 0 ? (
        <Select
          label="Face image"
          value={faceImage ?? 'none'}
          options={[
            { value: 'none', label: 'None' },
            ...references.map((reference, at) => ({ value: reference, label: `Picture ${at + 1}` })),
            ...(faceImage !== null && !references.includes(faceImage) ? [{ value: faceImage, label: faceImage }] : []),
          ]}
          onChange={(value) => onChange({ faceImage: value === 'none' ? null : value }, 'face image')}
        />
      ) : null}
    </FormSection>
  )
}

function Reference({ reference }: { reference: string }): ReactElement {
  const hash = mediaHashOf(reference)
  return (
    <div className="flex aspect-square items-center justify-center overflow-hidden rounded-picture bg-stage">
      {hash === null ? (
        // A path of another machine: it is kept, and only named here.
        <span className="p-2 text-center font-mono text-tag break-all text-fg-2">{reference}</span>
      ) : (
        <img src={mediaUrl(hash, 320)} alt="" className="size-full object-cover" />
      )}
    </div>
  )
}

/** Words for single families, in place of those that are always in the prompt. */
function Fragments({
  character: { fragments },
  onChange,
}: {
  character: Character
  onChange: (fragments: Record<string, string>) => void
}): ReactElement {
  const free = ModelType.options.filter((type) => fragments[type] === undefined)
  const [adding, setAdding] = useState<ModelType | null>(null)
  return (
    <FormSection title="Words for one family" hint="In place of “Always in the prompt”">
      {Object.entries(fragments).map(([type, words]) => (
        <div key={type} className="flex items-end gap-2">
          <div className="min-w-0 grow">
            <KeptField
              label={ModelType.safeParse(type).success ? MODEL_FAMILIES[type as ModelType].label : type}
              value={words}
              lines
              onKeep={(text) => onChange({ ...fragments, [type]: text })}
            />
          </div>
          <IconButton
            icon={X}
            label={`Remove the words for ${type}`}
            onClick={() => onChange(Object.fromEntries(Object.entries(fragments).filter(([key]) => key !== type)))}
          />
        </div>
      ))}
      <div className="flex items-end gap-2">
        <Select
          label="Family"
          className="grow"
          value={adding}
          placeholder="Choose a family"
          options={free.map((type) => ({ value: type, label: MODEL_FAMILIES[type].label }))}
          onChange={setAdding}
        />
        <Button
          disabled={adding === null}
          onClick={() => {
            if (adding) onChange({ ...fragments, [adding]: '' })
            setAdding(null)
          }}
        >
          Add words
        </Button>
      </div>
    </FormSection>
  )
}
