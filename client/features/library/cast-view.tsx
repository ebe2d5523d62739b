import { Users } from 'lucide-react'
import type { ReactElement } from 'react'
import { attempt, putInClips } from '#client/session/library/cast-edits.ts'
import { useLibrary } from '#client/session/library/use-library.ts'
import { mediaUrl } from '#client/session/media-urls.ts'
import { useSelected } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { count } from '#client/ui/words.ts'
import { addCharacter, applyCharacter, restoreCharacter, trashCharacter } from '#shared/commands/character-commands.ts'
import { CharacterFields, mediaHashOf, type Character } from '#shared/model/character.ts'
import { CharacterForm } from './character-form.tsx'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { LibraryFrame, useFilmName, useLibraryNavigate, type LibraryItem, type LibraryWords } from './library-frame.tsx'
import { useCastHome, useLive, type ShownHome } from './use-cast-home.ts'

const WORDS: LibraryWords = {
  one: 'character',
  many: 'characters',
  icon: Users,
  add: 'New character',
  empty: 'Whoever is to look the same in every clip: their words, pictures and LoRA go into each take by themselves.',
}

/** `/cast`: the characters of a film, or of the studio. */
export function CastView({ itemId }: { itemId: string | null }): ReactElement | null {
  const shown = useCastHome()
  return shown ? <Cast shown={shown} itemId={itemId} /> : null
}

function Cast({ shown: { home, session }, itemId }: { shown: ShownHome; itemId: string | null }): ReactElement {
  const characters = useLive(home, 'characters')
  const go = useLibraryNavigate('cast')
  const filmName = useFilmName()
  const chosen = characters.find(({ id }) => id === itemId)
  const add = (): void => {
    attempt(() => go(home.run(addCharacter, { name: 'New character' }, { label: 'New character' })))
  }
  return (
    <LibraryFrame
      page="cast"
      words={WORDS}
      items={characters.map(itemOf)}
      itemId={itemId}
      filmName={filmName}
      onAdd={add}
      onDelete={(id) => {
        const character = characters.find((one) => one.id === id)
        if (character) deleteItem(home, { trash: trashCharacter, restore: restoreCharacter }, character)
      }}
    >
      {chosen ? (
        <>
          <Uses character={chosen} shown={{ home, session }} filmName={filmName} />
          <CharacterForm key={chosen.id} character={chosen} home={home} />
        </>
      ) : null}
    </LibraryFrame>
  )
}

function itemOf({ id, name, description, references, loraPath, triggerWords }: Character): LibraryItem {
  const [main] = references.flatMap((reference) => mediaHashOf(reference) ?? [])
  const kept = [
    loraPath === null ? null : 'LoRA',
    references.length === 0 ? null : count(references.length, 'picture'),
    description === '' ? null : 'words',
  ].filter((part) => part !== null)
  return {
    id,
    name,
    detail: kept.length === 0 ? 'Nothing said yet' : kept.join(', '),
    picture: main === undefined ? null : mediaUrl(main, 160),
    words: `${description} ${triggerWords}`,
  }
}

/** Where a character is used, and the ways to use it. */
function Uses({
  character,
  shown: { home, session },
  filmName,
}: {
  character: Character
  shown: ShownHome
  filmName: string | null
}): ReactElement | null {
  const library = useLibrary()
  const isShared = useSelected(library.records, ({ characters }) => characters.get(character.id)?.deletedAt === null)
  if (!session) return null
  const inFilm = home.projectId !== null
  const selected = session.view.get().selectedClipIds.filter((id) => session.records.get().clips.has(id))
  const clips = [...session.records.get().clips.values()].filter(
    (clip) => clip.deletedAt === null && clip.characterIds.includes(character.id),
  )
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="grow text-meta text-fg-2">
        {clips.length === 0 ? `In no clip of ${filmName}` : `In ${clips.map(({ number }) => number).join(', ')}`}
      </p>
      {selected.length > 0 ? (
        <Button onClick={() => putInClips(session, character, selected)}>
          Add to {count(selected.length, 'selected clip')}
        </Button>
      ) : null}
      {inFilm && !isShared ? (
        <Button
          look="quiet"
          onClick={() =>
            attempt(() => {
              const fields = CharacterFields.parse(character)
              library.run(addCharacter, { id: character.id, ...fields }, { label: `Share ${character.name}` })
            })
          }
        >
          Share with the studio
        </Button>
      ) : null}
      {!inFilm && session.records.get().characters.get(character.id)?.deletedAt !== null ? (
        <Button
          look="quiet"
          onClick={() =>
            attempt(() =>
              session.run(
                applyCharacter,
                { id: character.id, clipIds: [], from: character },
                { label: 'Take into film' },
              ),
            )
          }
        >
          Take into {filmName}
        </Button>
      ) : null}
    </div>
  )
}
