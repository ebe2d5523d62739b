import { Plus, UserPlus, X } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import { removeCharacter } from '#shared/commands/character-commands.ts'
import { setClipStyle } from '#shared/commands/style-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { finalPrompt } from '#shared/generation/final-prompt.ts'
import type { Character } from '#shared/model/character.ts'
import { nextSeed } from '#shared/model/seeds.ts'
import type { Style } from '#shared/model/style.ts'
import { attempt, giveStyle, putInClips } from '../../session/library/cast-edits.ts'
import { useLibrary, useLibraryRecords } from '../../session/library/use-library.ts'
import { familyOf } from '../../session/model-catalogue.ts'
import { composeClip, planTake } from '../../session/request-takes.ts'
import { libraryPath } from '../../session/routes.ts'
import { useServices } from '../../session/services-context.tsx'
import { useReadable } from '../../session/store.ts'
import { useProject, useSession } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Select } from '../../ui/select.tsx'
import type { ClipFacts } from './use-clip-view.ts'

const NONE = 'none'
const MIXED = 'mixed'

interface Listed {
  readonly id: string
  readonly name: string
  readonly deletedAt: number | null
}

/** What a clip can use: the film's own first, then what only the library has. */
function usable<T extends Listed>(film: ReadonlyMap<string, T>, library: ReadonlyMap<string, T>): T[] {
  const live = (records: ReadonlyMap<string, T>): T[] => [...records.values()].filter((one) => one.deletedAt === null)
  const own = live(film)
  const known = new Set(own.map(({ id }) => id))
  return [...own, ...live(library).filter(({ id }) => !known.has(id))]
}

/** Who is in the selected clips, and what they look like. */
export function ClipCast({ clips }: { clips: readonly ClipFacts[] }): ReactElement {
  const session = useSession()
  const library = useLibrary()
  const shared = useLibraryRecords((records) => records)
  const film = useProject((snapshot) => snapshot.characters)
  const filmStyles = useProject((snapshot) => snapshot.styles)
  const clipIds = clips.map(({ id }) => id)
  const characters = usable(film, shared.characters)
  const styles = usable(filmStyles, shared.styles)
  const inAll = (id: string): boolean => clips.every((clip) => clip.characterIds.includes(id))
  const present = [...new Set(clips.flatMap((clip) => clip.characterIds))].flatMap((id) => film.get(id) ?? [])
  const missing = characters.filter(({ id }) => !inAll(id))
  const styleIds = new Set(clips.map(({ styleId }) => styleId))
  const [styleId = null] = styleIds
  const value = styleIds.size > 1 ? null : (styleId ?? NONE)
  const place = { film: session.projectId }

  const chooseStyle = (id: string): void => {
    const style = styles.find((one) => one.id === id)
    if (style) giveStyle(session, library, style, clipIds)
    else attempt(() => session.run(setClipStyle, { styleId: null, clipIds }, { label: 'Take off style' }))
  }
  return (
    <div className="space-y-3">
      <div role="group" aria-label="Cast" className="flex flex-wrap items-center gap-1.5">
        <span className="mr-1 text-meta text-fg-2">Cast</span>
        {present.map((character) => (
          <CastChip
            key={character.id}
            character={character}
            isPartial={!inAll(character.id)}
            onRemove={() =>
              attempt(() =>
                session.run(removeCharacter, { id: character.id, clipIds }, { label: `Take ${character.name} out` }),
              )
            }
          />
        ))}
        {missing.length > 0 ? (
          <Menu
            trigger={
              <Button look="quiet" size="dense" aria-label="Add somebody to the cast">
                <Icon icon={Plus} size={13} />
                Add
              </Button>
            }
          >
            {missing.map((character) => (
              <MenuItem key={character.id} onSelect={() => putInClips(session, character, clipIds)}>
                {character.name}
                {film.get(character.id)?.deletedAt === null ? '' : ' (studio)'}
              </MenuItem>
            ))}
          </Menu>
        ) : characters.length === 0 ? (
          <Link href={libraryPath('cast', place)} className="flex items-center gap-1 text-meta text-accent-text">
            <Icon icon={UserPlus} size={13} />
            Make a character
          </Link>
        ) : null}
      </div>
      <Select
        label="Style"
        value={value ?? MIXED}
        options={[
          ...(value === null ? [{ value: MIXED, label: 'Mixed', disabled: true }] : []),
          { value: NONE, label: 'No style' },
          ...styles.map((style) => styleOption(style, filmStyles)),
        ]}
        onChange={chooseStyle}
        hint={styles.length === 0 ? <Link href={libraryPath('styles', place)}>Make a style</Link> : undefined}
      />
      {clips.length === 1 && clips[0] ? <FinalText id={clips[0].id} /> : null}
    </div>
  )
}

function styleOption(style: Style, filmStyles: ReadonlyMap<string, Style>) {
  const isOwn = filmStyles.get(style.id)?.deletedAt === null
  return { value: style.id, label: style.name, group: isOwn ? 'In this film' : 'Studio' }
}

function CastChip({
  character,
  isPartial,
  onRemove,
}: {
  character: Character
  /** In some of the selected clips alone. */
  isPartial: boolean
  onRemove: () => void
}): ReactElement {
  const isGone = character.deletedAt !== null
  return (
    <span
      data-character={character.id}
      className="inline-flex h-6 max-w-full items-center gap-1 rounded-control bg-accent-quiet pr-0.5 pl-2 text-meta text-accent-text"
    >
      <span className="truncate">
        {character.name}
        {isGone ? ' (in the trash)' : isPartial ? ' (some)' : ''}
      </span>
      <button
        type="button"
        aria-label={`Take ${character.name} out`}
        onClick={onRemove}
        className="touch-target flex size-5 items-center justify-center rounded-control hover:bg-hover"
      >
        <Icon icon={X} size={12} />
      </button>
    </span>
  )
}

/** The text that goes to the model, with everything composed into it. */
function FinalText({ id }: { id: string }): ReactElement {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="text-meta">
      <summary className="cursor-pointer text-fg-2 hover:text-fg">What the model is told</summary>
      {open ? <ComposedText id={id} /> : null}
    </details>
  )
}

function ComposedText({ id }: { id: string }): ReactElement {
  const catalogue = useReadable(useServices().models)
  const told = useProject(
    useCallback(
      (snapshot: ProjectSnapshot): string => {
        const clip = snapshot.clips.get(id)
        if (!clip) return ''
        const plan = planTake(snapshot, clip, catalogue)
        const { loras, ...words } = composeClip(snapshot, clip, plan)
        const { prompt, negativePrompt } = finalPrompt({
          ...words,
          seed: nextSeed(clip),
          model: plan.model,
          modelType: familyOf(plan.model, clip.settings.modelType)?.type ?? null,
        })
        return [
          prompt || 'Nothing yet',
          negativePrompt === '' ? '' : `Keep out: ${negativePrompt}`,
          loras.length === 0 ? '' : `LoRAs: ${loras.map(({ name, strength }) => `${name} ${strength}`).join(', ')}`,
        ].join('\n')
      },
      [id, catalogue],
    ),
  )
  return (
    <p data-composed className="mt-1.5 rounded-control bg-field p-2 whitespace-pre-line text-fg-2 select-text">
      {told.trimEnd()}
    </p>
  )
}
