import { Users } from 'lucide-react'
import type { ReactElement } from 'react'
import { putInClips } from '#client/session/library/cast-edits.ts'
import { useLibrary } from '#client/session/library/use-library.ts'
import { mediaUrl } from '#client/session/media-urls.ts'
import { useSelected } from '#client/session/store.ts'
import { count } from '#client/ui/words.ts'
import { addCharacter, applyCharacter, restoreCharacter, trashCharacter } from '#shared/commands/character-commands.ts'
import { CharacterFields, mediaHashOf, type Character } from '#shared/model/character.ts'
import { CharacterForm } from './character-form.tsx'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { ItemUses } from './item-uses.tsx'
import { LibraryFrame, useFilmName, type LibraryItem, type LibraryWords } from './library-frame.tsx'
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

function Cast({ shown, itemId }: { shown: ShownHome; itemId: string | null }): ReactElement {
  const characters = useLive(shown.home, 'characters')
  const filmName = useFilmName()
  return (
    <LibraryFrame
      page="cast"
      words={WORDS}
      things={characters}
      itemOf={itemOf}
      itemId={itemId}
      filmName={filmName}
      onAdd={() => shown.home.run(addCharacter, { name: 'New character' }, { label: 'New character' })}
      onDelete={(one) => deleteItem(shown.home, { trash: trashCharacter, restore: restoreCharacter }, one)}
    >
      {(character) => (
        <>
          <Uses character={character} shown={shown} filmName={filmName} />
          <CharacterForm character={character} home={shown.home} />
        </>
      )}
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

function Uses({
  character,
  shown,
  filmName,
}: {
  character: Character
  shown: ShownHome
  filmName: string | null
}): ReactElement | null {
  const { id, name } = character
  const { session } = shown
  const library = useLibrary()
  const isShared = useSelected(library.records, ({ characters }) => characters.get(id)?.deletedAt === null)
  if (!session) return null
  return (
    <ItemUses
      shown={shown}
      filmName={filmName}
      place="In"
      uses={({ characterIds }) => characterIds.includes(id)}
      verb="Add"
      onUse={(clipIds) => putInClips(session, character, clipIds)}
      isShared={isShared}
      onShare={() => library.run(addCharacter, { id, ...CharacterFields.parse(character) }, { label: `Share ${name}` })}
      isInFilm={session.records.get().characters.get(id)?.deletedAt === null}
      onTake={() => session.run(applyCharacter, { id, clipIds: [], from: character }, { label: 'Take into film' })}
    />
  )
}
