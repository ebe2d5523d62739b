import { SwatchBook } from 'lucide-react'
import type { ReactElement } from 'react'
import { attempt, giveStyle } from '#client/session/library/cast-edits.ts'
import type { CastHome } from '#client/session/library/cast-home.ts'
import { useLibrary } from '#client/session/library/use-library.ts'
import { useSelected } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { KeptField } from '#client/ui/kept-field.tsx'
import { count } from '#client/ui/words.ts'
import { addStyle, restoreStyle, setClipStyle, trashStyle, updateStyle } from '#shared/commands/style-commands.ts'
import { StyleFields, type Style } from '#shared/model/style.ts'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { FormSection, LibraryFrame, useFilmName, useLibraryNavigate } from './library-frame.tsx'
import type { LibraryItem, LibraryWords } from './library-frame.tsx'
import { ModelFields, ParamsFields } from './look-fields.tsx'
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

function Styles({ shown: { home, session }, itemId }: { shown: ShownHome; itemId: string | null }): ReactElement {
  const styles = useLive(home, 'styles')
  const go = useLibraryNavigate('styles')
  const filmName = useFilmName()
  const chosen = styles.find(({ id }) => id === itemId)
  return (
    <LibraryFrame
      page="styles"
      words={WORDS}
      items={styles.map(itemOf)}
      itemId={itemId}
      filmName={filmName}
      onAdd={() => void attempt(() => go(home.run(addStyle, { name: 'New style' }, { label: 'New style' })))}
      onDelete={(id) => {
        const style = styles.find((one) => one.id === id)
        if (style) deleteItem(home, { trash: trashStyle, restore: restoreStyle }, style)
      }}
    >
      {chosen ? (
        <>
          <Uses style={chosen} shown={{ home, session }} filmName={filmName} />
          <StyleForm key={chosen.id} style={chosen} home={home} />
        </>
      ) : null}
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
  const change = (fields: Partial<StyleFields>, what: string): void => {
    attempt(() => home.run(updateStyle, { id: style.id, ...fields }, { label: `Change ${what}` }))
  }
  return (
    <>
      <KeptField
        label="Name"
        value={style.name}
        onKeep={(name) => (name === '' ? undefined : change({ name }, 'name'))}
      />
      <KeptField
        label="Description"
        value={style.description}
        onKeep={(description) => change({ description }, 'description')}
      />
      <FormSection title="Words" hint="Put around every prompt when a take is made">
        <KeptField
          label="In front of the prompt"
          placeholder="film still"
          value={style.prefix}
          lines
          onKeep={(prefix) => change({ prefix }, 'words in front')}
        />
        <KeptField
          label="Behind the prompt"
          placeholder="wet asphalt, cyan and magenta shop signs, thin rain"
          value={style.suffix}
          lines
          onKeep={(suffix) => change({ suffix }, 'words behind')}
        />
        <KeptField
          label="Added to the negative"
          placeholder="daylight, crowds, text"
          value={style.negative}
          lines
          onKeep={(negative) => change({ negative }, 'words to avoid')}
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
  shown: { home, session },
  filmName,
}: {
  style: Style
  shown: ShownHome
  filmName: string | null
}): ReactElement | null {
  const library = useLibrary()
  const isShared = useSelected(library.records, ({ styles }) => styles.get(style.id)?.deletedAt === null)
  if (!session) return null
  const inFilm = home.projectId !== null
  const { clips, styles } = session.records.get()
  const selected = session.view.get().selectedClipIds.filter((id) => clips.has(id))
  const users = [...clips.values()].filter((clip) => clip.deletedAt === null && clip.styleId === style.id)
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="grow text-meta text-fg-2">
        {users.length === 0 ? `On no clip of ${filmName}` : `On ${users.map(({ number }) => number).join(', ')}`}
      </p>
      {selected.length > 0 ? (
        <Button onClick={() => giveStyle(session, library, style, selected)}>
          Apply to {count(selected.length, 'selected clip')}
        </Button>
      ) : null}
      {inFilm && !isShared ? (
        <Button
          look="quiet"
          onClick={() =>
            attempt(() =>
              library.run(addStyle, { id: style.id, ...StyleFields.parse(style) }, { label: `Share ${style.name}` }),
            )
          }
        >
          Share with the studio
        </Button>
      ) : null}
      {!inFilm && styles.get(style.id)?.deletedAt !== null ? (
        <Button
          look="quiet"
          onClick={() =>
            attempt(() =>
              session.run(setClipStyle, { styleId: style.id, clipIds: [], from: style }, { label: 'Take into film' }),
            )
          }
        >
          Take into {filmName}
        </Button>
      ) : null}
    </div>
  )
}
