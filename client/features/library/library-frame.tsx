import { ChevronLeft, Plus, Search, Trash2, type LucideIcon } from 'lucide-react'
import { Fragment, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { attempt } from '#client/session/library/cast-edits.ts'
import { LIBRARY_PAGES, libraryPath, readLibraryPlace, type LibraryPage } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { ErrorPanel } from '#client/ui/error-panel.tsx'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { Segmented } from '#client/ui/segmented.tsx'
import { Select } from '#client/ui/select.tsx'
import { fieldClass } from '#client/ui/text-field.tsx'
import { useIsPhone } from '#client/ui/use-media-query.ts'
import { count } from '#client/ui/words.ts'
import { useLibrary } from '#client/session/library/use-library.ts'

/** One thing of a library page, as its list shows it. */
export interface LibraryItem {
  readonly id: string
  readonly name: string
  /** One line under the name. */
  readonly detail: string
  /** Address of a small picture; null for none. */
  readonly picture: string | null
  /** Words it is found by, beside name and detail. */
  readonly words: string
}

/** What a library page calls its things. */
export interface LibraryWords {
  /** "character", "characters". */
  readonly one: string
  readonly many: string
  readonly icon: LucideIcon
  /** What the place is for, and how to begin. */
  readonly empty: string
  /** "New character"; null where they are not made here. */
  readonly add: string | null
}

const PAGE_NAMES: Readonly<Record<LibraryPage, string>> = {
  cast: 'Cast',
  styles: 'Styles',
  pool: 'Pool',
  presets: 'Presets',
  recipes: 'Recipes',
}

/** List and form of one kind of thing. On a phone one of the two is shown. */
export function LibraryFrame<Thing extends { readonly id: string; readonly name: string }>({
  page,
  words,
  things,
  itemOf,
  itemId,
  filmName,
  onAdd,
  onDelete,
  children,
}: {
  page: LibraryPage
  words: LibraryWords
  things: readonly Thing[]
  /** How the list shows one. */
  itemOf: (thing: Thing) => LibraryItem
  itemId: string | null
  /** Name of the open film, whose own things can be shown; null where there is no choice. */
  filmName: string | null
  /** Makes a new one and answers its id; a refusal is told. */
  onAdd?: () => string
  onDelete: (thing: Thing) => void
  /** The form of the chosen one. */
  children: (chosen: Thing) => ReactNode
}): ReactElement {
  const phone = useIsPhone()
  const library = useLibrary()
  const loaded = useReadable(library.loaded)
  const problem = useReadable(library.problem)
  const [query, setQuery] = useState('')
  const [, navigate] = useLocation()
  const place = readLibraryPlace(useSearch())
  const items = things.map(itemOf)
  const chosen = things.find(({ id }) => id === itemId) ?? null
  const needle = query.trim().toLowerCase()
  const shown = items.filter((item) => `${item.name} ${item.detail} ${item.words}`.toLowerCase().includes(needle))
  const go = (to: Parameters<typeof libraryPath>[1]): void => navigate(libraryPath(page, { ...place, ...to }))
  const add = onAdd && words.add ? () => void attempt(() => go({ item: onAdd() })) : null
  const remove = (id: string): void => {
    const thing = things.find((one) => one.id === id)
    if (thing) onDelete(thing)
  }
  const usesLibrary = place.all || filmName === null
  const list = useRef<HTMLUListElement>(null)

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    if (event.altKey || event.metaKey || event.ctrlKey) return
    const links = [...(list.current?.querySelectorAll('a') ?? [])]
    const at = links.findIndex((link) => link === document.activeElement)
    const next = event.key === 'ArrowDown' ? links[at + 1] : event.key === 'ArrowUp' ? links[at - 1] : undefined
    if (next) {
      event.preventDefault()
      next.focus()
    }
    if ((event.key === 'Delete' || event.key === 'Backspace') && shown[at]) {
      event.preventDefault()
      remove(shown[at].id)
    }
  }

  if (problem && usesLibrary) {
    return (
      <ErrorPanel title="The library could not be read" error={problem} onRetry={() => void library.open()}>
        What is stored on this device was not changed.
      </ErrorPanel>
    )
  }

  const side = (
    <section aria-label={words.many} className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 flex-col gap-2 p-3">
        {phone ? (
          <Select
            label="Part of the library"
            hideLabel
            value={page}
            options={LIBRARY_PAGES.map((one) => ({ value: one, label: PAGE_NAMES[one] }))}
            onChange={(one) => navigate(libraryPath(one, place))}
          />
        ) : null}
        <div className="flex items-center gap-2">
          {filmName === null ? (
            <span className="grow px-1 text-meta text-fg-3">{count(items.length, words.one, words.many)}</span>
          ) : (
            <Segmented
              label="Whose"
              value={place.all ? 'all' : 'film'}
              options={[
                { value: 'film', label: shorten(filmName) },
                { value: 'all', label: 'Studio' },
              ]}
              onChange={(whose) => go({ all: whose === 'all', item: null })}
              className="min-w-0 grow"
            />
          )}
          {add && words.add ? <IconButton locks="edits" icon={Plus} label={words.add} onClick={add} /> : null}
        </div>
        {items.length > 0 ? (
          <div className="relative">
            <Icon icon={Search} size={14} className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3" />
            <input
              type="search"
              aria-label={`Search ${words.many}`}
              placeholder={`Search ${words.many}`}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              className={cn(fieldClass, 'h-8 pl-8 pointer-coarse:h-11')}
            />
          </div>
        ) : null}
      </header>
      {items.length === 0 ? (
        loaded || !usesLibrary ? (
          <EmptyState
            icon={words.icon}
            title={`No ${words.many} yet`}
            action={
              add ? (
                <Button locks="edits" onClick={add}>
                  <Icon icon={Plus} size={14} />
                  {words.add}
                </Button>
              ) : undefined
            }
          >
            {words.empty}
          </EmptyState>
        ) : null
      ) : shown.length === 0 ? (
        <p className="px-4 py-6 text-center text-body text-fg-2">Nothing here is called “{query.trim()}”</p>
      ) : (
        <ul ref={list} onKeyDown={onKeyDown} className="min-h-0 grow overflow-y-auto px-2 pb-3">
          {shown.map((item) => (
            <li key={item.id}>
              <Link
                href={libraryPath(page, { ...place, item: item.id })}
                aria-current={item.id === chosen?.id ? 'true' : undefined}
                data-item={item.id}
                className={cn(
                  'flex min-h-13 items-center gap-3 rounded-option p-2 hover:bg-hover',
                  item.id === chosen?.id && 'bg-active',
                )}
              >
                <Picture item={item} icon={words.icon} />
                <span className="min-w-0 grow">
                  <span className="block truncate text-body font-semibold">{item.name || `Unnamed ${words.one}`}</span>
                  <span className="block truncate text-meta text-fg-2">{item.detail}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )

  const form = chosen ? (
    <article aria-label={chosen.name || `Unnamed ${words.one}`} className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-180 flex-col gap-5 p-6 max-sm:p-3">
        <header className="flex items-center gap-2">
          {phone ? (
            <IconButton icon={ChevronLeft} label={`All ${words.many}`} onClick={() => go({ item: null })} />
          ) : null}
          <h2 className="min-w-0 grow truncate text-page font-semibold">{chosen.name || `Unnamed ${words.one}`}</h2>
          <IconButton locks="edits" icon={Trash2} label={`Delete ${words.one}`} onClick={() => onDelete(chosen)} />
        </header>
        <Fragment key={chosen.id}>{children(chosen)}</Fragment>
      </div>
    </article>
  ) : null

  if (phone) return <div className="h-full">{form ?? side}</div>
  return (
    <div className="flex h-full">
      <div className="w-[268px] shrink-0 border-r border-line">{side}</div>
      <div className="min-w-0 grow">
        {form ??
          (items.length > 0 ? (
            <EmptyState icon={words.icon} title={`Choose a ${words.one}`}>
              {count(items.length, words.one, words.many)} in the list
            </EmptyState>
          ) : null)}
      </div>
    </div>
  )
}

function Picture({ item, icon }: { item: LibraryItem; icon: LucideIcon }): ReactElement {
  return (
    <span className="flex size-11 shrink-0 items-center justify-center overflow-hidden rounded-thumb bg-stage text-fg-3">
      {item.picture ? (
        <img src={item.picture} alt="" loading="lazy" className="size-full object-cover" />
      ) : (
        <Icon icon={icon} />
      )}
    </span>
  )
}

function shorten(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name
}

/** A group of fields with a heading. */
export function FormSection({
  title,
  hint,
  children,
}: {
  title: string
  hint?: string
  children: ReactNode
}): ReactElement {
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4">
      <h3 className="text-title font-semibold">
        {title}
        {hint ? <span className="ml-2 text-meta font-normal text-fg-3">{hint}</span> : null}
      </h3>
      {children}
    </section>
  )
}

/** The film whose part of a library page is asked for, as the list of films knows it. */
export function useFilmName(): string | null {
  const { projects } = useServices()
  const films = useReadable(projects.entries)
  const { film } = readLibraryPlace(useSearch())
  return film === null ? null : (films.find(({ id }) => id === film)?.name ?? 'This film')
}
