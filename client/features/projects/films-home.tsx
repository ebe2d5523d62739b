import { FolderArchive, FolderOpen } from 'lucide-react'
import { useMemo, useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useActionHost } from '#client/session/action-host.tsx'
import type { CatalogEntry } from '#client/session/projects.ts'
import { filmPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import type { ServerList } from '#client/session/use-servers.ts'
import { useJobs } from '#client/session/use-session.tsx'
import { Button } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { ErrorBoundary } from '#client/ui/error-panel.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Segmented } from '#client/ui/segmented.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import { duplicateFilm, renameFilm } from './film-edits.ts'
import { FilmCard, type FilmCommands } from './film-card.tsx'
import { FiguresRow } from './figures-row.tsx'
import { LastFilm } from './last-film.tsx'
import { NeedsYou } from './needs-you-list.tsx'
import { needsYou } from './needs-you.ts'
import { SetUpList } from './set-up-list.tsx'

const everything = (jobs: readonly Job[]): readonly Job[] => jobs

/** Home with films: the last one, what waits for a person, the figures, and every film. */
export function FilmsHome({ films, servers }: { films: readonly CatalogEntry[]; servers: ServerList }): ReactElement {
  const { clock } = useServices()
  const host = useActionHost()
  const jobs = useJobs(everything)
  const [shelf, setShelf] = useState<'recent' | 'archived'>('recent')
  const commandsOf = useFilmCommands()
  const now = clock.now()
  const recent = films.filter((film) => film.archivedAt === null)
  const archived = films.filter((film) => film.archivedAt !== null)
  const shown = shelf === 'recent' ? recent : archived
  const last = recent.find((film) => film.lastOpenedAt !== null && film.onDevice) ?? recent[0] ?? null
  const needs = useMemo(() => needsYou(films, jobs), [films, jobs])
  const sample = films.find((film) => film.sample) ?? null
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-[1480px] px-10 py-7 max-lg:px-6 max-sm:px-4 max-sm:py-4">
        <div className="grid gap-7 lg:grid-cols-[minmax(0,1.37fr)_minmax(0,1fr)]">
          {last ? <LastFilm film={last} jobs={jobs} now={now} /> : null}
          <div className="flex min-w-0 flex-col gap-5">
            <NeedsYou needs={needs} />
            {needs.length < 3 ? <SetUpList sample={sample} servers={servers} /> : null}
          </div>
        </div>
        <ErrorBoundary name="The figures">
          <FiguresRow films={films} jobs={jobs} servers={servers.servers ?? []} now={now} />
        </ErrorBoundary>
        <section aria-label="All projects" className="mt-6">
          <header className="flex min-h-9 flex-wrap items-center gap-4">
            <h2 className="text-section font-semibold">All projects</h2>
            {archived.length > 0 || shelf === 'archived' ? (
              <Segmented
                label="Which films"
                value={shelf}
                onChange={setShelf}
                options={[
                  { value: 'recent', label: 'Recent' },
                  { value: 'archived', label: `Archived ${archived.length}` },
                ]}
              />
            ) : null}
            <Button look="quiet" className="ml-auto" onClick={() => host.run('film.open-file')}>
              <Icon icon={FolderOpen} />
              Open a file
            </Button>
          </header>
          {shown.length === 0 ? (
            <EmptyState
              icon={FolderArchive}
              title={shelf === 'archived' ? 'Nothing is archived' : 'Every film is in the archive'}
            >
              Archive a film from its menu when it is done; it stays whole and leaves this list.
            </EmptyState>
          ) : (
            <ul className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-x-5 gap-y-7 max-sm:grid-cols-2 max-sm:gap-x-3">
              {shown.map((film) => (
                <li key={film.id} className="min-w-0">
                  <FilmCard film={film} now={now} commands={commandsOf(film)} />
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  )
}

/** What the menu of a film does; whatever takes it off the page offers Undo. */
function useFilmCommands(): (film: CatalogEntry) => FilmCommands {
  const { projects, media, clock } = useServices()
  const [, navigate] = useLocation()
  const attempt = (work: Promise<unknown>, failed: string): void => {
    work.catch((error: unknown) => {
      toasts.show({ tone: 'alert', title: failed, detail: error instanceof Error ? error.message : String(error) })
    })
  }
  return (film) => {
    const name = film.name || 'the film'
    return {
      open: () => navigate(filmPath(film.id)),
      rename: (next) => attempt(renameFilm(projects, film.id, next), `${name} could not be renamed`),
      duplicate: () =>
        attempt(
          duplicateFilm({ projects, media, newId: clock.newId }, film.id).then((id) =>
            toasts.show({ title: `Duplicated ${name}`, action: { label: 'Open', run: () => navigate(filmPath(id)) } }),
          ),
          `${name} could not be duplicated`,
        ),
      versions: () => navigate(filmPath(film.id, 'versions')),
      saveAsFile: () => navigate(`/?dialog=save-file&film=${film.id}`, { state: { dialog: 'save-file' } }),
      archive: (archived) =>
        attempt(
          projects.archive(film.id, archived).then(() =>
            toasts.show({
              title: archived ? `Archived ${name}` : `Took ${name} out of the archive`,
              action: {
                label: 'Undo',
                run: () => attempt(projects.archive(film.id, !archived), `${name} stayed where it was`),
              },
            }),
          ),
          `${name} could not be ${archived ? 'archived' : 'taken out of the archive'}`,
        ),
      trash: () =>
        attempt(
          projects.trash(film.id).then(() =>
            toasts.show({
              title: `Deleted ${name}`,
              action: { label: 'Undo', run: () => attempt(projects.restore(film.id), `${name} could not be restored`) },
            }),
          ),
          `${name} could not be deleted`,
        ),
    }
  }
}
