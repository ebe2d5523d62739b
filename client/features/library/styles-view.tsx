import { SwatchBook } from 'lucide-react'
import type { ReactElement } from 'react'
import { giveStyle } from '#client/session/library/cast-edits.ts'
import type { CastHome } from '#client/session/library/cast-home.ts'
import { useLibrary } from '#client/session/library/use-library.ts'
import { useSelected } from '#client/session/store.ts'
import { count } from '#client/ui/words.ts'
import { addStyle, restoreStyle, setClipStyle, trashStyle, updateStyle } from '#shared/commands/style-commands.ts'
import { StyleFields, type Style } from '#shared/model/style.ts'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { ItemUses } from './item-uses.tsx'
import { FormSection, LibraryFrame, useFilmName } from './library-frame.tsx'
import type { LibraryItem, LibraryWords } from './library-frame.tsx'
import { ModelFields, ParamsFields } from './look-fields.tsx'
import { changeWith, RecordText } from './record-form.tsx'
import { useCastHome, useLive, type ShownHome } from './use-cast-home.ts'

const WORDS: LibraryWords = {
  one: 'style',
  many: 'styles',
  icon: SwatchBook,
  add: 'New style',
  empty: 'A look that clips share: words around every prompt, sampling values and LoRAs.',
}

/** `/styles`: the styles of a film, or of the studio. */
export function StylesView({ itemId }: { itemId: string | null }): ReactElement | null {
  const shown = useCastHome()
  return shown ? <Styles shown={shown} itemId={itemId} /> : null
}

function Styles({ shown, itemId }: { shown: ShownHome; itemId: string | null }): ReactElement {
  const styles = useLive(shown.home, 'styles')
  const filmName = useFilmName()
  return (
    <LibraryFrame
      page="styles"
      words={WORDS}
      things={styles}
      itemOf={itemOf}
      itemId={itemId}
      filmName={filmName}
      onAdd={() => shown.home.run(addStyle, { name: 'New style' }, { label: 'New style' })}
      onDelete={(style) => deleteItem(shown.home, { trash: trashStyle, restore: restoreStyle }, style)}
    >
      {(style) => (
        <>
          <Uses style={style} shown={shown} filmName={filmName} />
          <StyleForm style={style} home={shown.home} />
        </>
      )}
    </LibraryFrame>
  )
}

function itemOf({ id, name, model, prefix, suffix, useCount, description }: Style): LibraryItem {
  const uses = useCount === 0 ? 'Not used' : `Used ${count(useCount, 'time')}`
  return {
    id,
    name,
    detail: model === null ? uses : `${uses}, ${model}`,
    picture: null,
    words: `${prefix} ${suffix} ${description}`,
  }
}

function StyleForm({ style, home }: { style: Style; home: CastHome }): ReactElement {
  const change = changeWith<StyleFields>((fields, options) =>
    home.run(updateStyle, { id: style.id, ...fields }, options),
  )
  const text = { record: style, onChange: change }
  return (
    <>
      <RecordText {...text} field="name" label="Name" what="name" needed />
      <RecordText {...text} field="description" label="Description" what="description" />
      <FormSection title="Words" hint="Put around every prompt when a take is made">
        <RecordText
          {...text}
          field="prefix"
          label="In front of the prompt"
          what="words in front"
          placeholder="film still"
          lines
        />
        <RecordText
          {...text}
          field="suffix"
          label="Behind the prompt"
          what="words behind"
          placeholder="wet asphalt, cyan and magenta shop signs, thin rain"
          lines
        />
        <RecordText
          {...text}
          field="negative"
          label="Added to the negative"
          what="words to avoid"
          placeholder="daylight, crowds, text"
          lines
        />
      </FormSection>
      <FormSection title="Sampling" hint="Used with models of its family">
        <ModelFields model={style.model} modelType={style.modelType} onChange={(fields) => change(fields, 'model')} />
        <ParamsFields params={style.params} onChange={(params) => change({ params }, 'sampling')} />
      </FormSection>
    </>
  )
}

function Uses({
  style,
  shown,
  filmName,
}: {
  style: Style
  shown: ShownHome
  filmName: string | null
}): ReactElement | null {
  const { id, name } = style
  const { session } = shown
  const library = useLibrary()
  const isShared = useSelected(library.records, ({ styles }) => styles.get(id)?.deletedAt === null)
  if (!session) return null
  return (
    <ItemUses
      shown={shown}
      filmName={filmName}
      place="On"
      uses={({ styleId }) => styleId === id}
      verb="Apply"
      onUse={(clipIds) => giveStyle(session, library, style, clipIds)}
      isShared={isShared}
      onShare={() => library.run(addStyle, { id, ...StyleFields.parse(style) }, { label: `Share ${name}` })}
      isInFilm={session.records.get().styles.get(id)?.deletedAt === null}
      onTake={() => session.run(setClipStyle, { styleId: id, clipIds: [], from: style }, { label: 'Take into film' })}
    />
  )
}
