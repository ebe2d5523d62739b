import { Ellipsis, FileDown, HardDriveUpload } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import type { OnlyHere } from '#client/session/device-storage.ts'
import type { CatalogEntry } from '#client/session/projects.ts'
import type { FilmUsage, StorageSurvey } from '#client/session/storage-survey.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Menu, MenuItem } from '#client/ui/menu.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { count, fileSize } from '#client/ui/words.ts'
import { onlyHereWords } from './only-here-words.ts'
import { SettingsRow } from './settings-row.tsx'
import { WordsDialog } from './words-dialog.tsx'

/** The films of this device with the room that each takes, and the way to remove one. */
export function StorageFilms({ survey, onRemoved }: { survey: StorageSurvey; onRemoved: () => void }): ReactElement {
  const { projects, storage } = useServices()
  const [, navigate] = useLocation()
  const entries = useReadable(projects.entries)
  const [asked, setAsked] = useState<{ film: CatalogEntry; lost: OnlyHere } | null>(null)
  const rows = survey.films.flatMap((usage) => {
    const film = entries.find(({ id, onDevice }) => id === usage.id && onDevice)
    return film ? [{ usage, film }] : []
  })
  const ask = async (film: CatalogEntry): Promise<void> => {
    if (await storage.isOpen(film.id)) {
      toasts.show({ title: `${nameOf(film)} is open in another tab`, detail: 'Close it there, then remove it here' })
      return
    }
    setAsked({ film, lost: await storage.onlyHere(film) })
  }
  return (
    <section aria-labelledby="storage-films">
      <h3 id="storage-films" className="mt-6 mb-1 text-title font-semibold">
        Films on this device
      </h3>
      {rows.length === 0 ? <p className="text-fg-2">None yet.</p> : null}
      {rows.map(({ usage, film }) => (
        <SettingsRow key={film.id} title={nameOf(film)} hint={hintOf(usage, film)}>
          <span className="flex items-center gap-2">
            <span className="tabular-nums">{fileSize(usage.bytes)}</span>
            <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${nameOf(film)}`} />}>
              <MenuItem
                icon={FileDown}
                onSelect={() => navigate(`/?dialog=save-file&film=${film.id}`, { state: { dialog: 'save-file' } })}
              >
                Save as a .storycanvas file
              </MenuItem>
              <MenuItem icon={HardDriveUpload} danger onSelect={() => void ask(film)}>
                Remove from this device
              </MenuItem>
            </Menu>
          </span>
        </SettingsRow>
      ))}
      {asked ? (
        <WordsDialog
          title={`Remove ${nameOf(asked.film)} from this device?`}
          label="Remove from this device"
          words={isOnlyHere(asked.lost) ? nameOf(asked.film) : null}
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await storage.removeFilm(asked.film)
            toasts.show({ title: `${nameOf(asked.film)} is off this device` })
            onRemoved()
          }}
        >
          <p>{removalWords(asked.film, asked.lost)}</p>
        </WordsDialog>
      ) : null}
    </section>
  )
}

function nameOf({ name }: CatalogEntry): string {
  return name || 'Untitled film'
}

function isOnlyHere({ films, changes, versions, files }: OnlyHere): boolean {
  return films + changes + versions + files > 0
}

function hintOf({ changes }: FilmUsage, { onServer, sample, deletedAt }: CatalogEntry): string {
  const where = !onServer
    ? sample
      ? 'Comes with the app'
      : 'Only on this device'
    : changes > 0
      ? `${count(changes, 'change')} not on the server yet`
      : 'On the server, too'
  return deletedAt === null ? where : `In the trash. ${where}`
}

function removalWords(film: CatalogEntry, lost: OnlyHere): string {
  if (isOnlyHere(lost)) {
    return `${onlyHereWords(lost)} What is only here would be gone for good: save the film as a file first if you may want it back.`
  }
  return film.onServer
    ? 'The server has all of it. The film stays in your list and is fetched again when you open it.'
    : 'The sample comes with the app: Reset the sample, in Data, brings it back as it came.'
}
