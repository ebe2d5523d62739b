import type { ProjectSession } from '#client/session/project-session.ts'
import { filmPath } from '#client/session/routes.ts'
import type { ClientServices } from '#client/session/services-context.tsx'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { announce } from '#client/ui/announcer.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { copyFilm } from '#shared/commands/copy-film.ts'
import { restoreVersion } from '#shared/commands/restore-version.ts'
import { readMarks } from '#shared/commands/review-commands.ts'
import { snapshotOfContent } from '#shared/document/film-content.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import { shortMoment } from './version-words.ts'

const RESTORE = 'Restore a version'

/**
 * Brings the film back to a version as one step, which undo takes back; the film is kept as it was before. Throws an
 * `Error` with words for people where the version cannot be had or nothing can be kept; nothing was changed then.
 */
export async function restore(
  session: ProjectSession,
  { versions }: Pick<ClientServices, 'versions'>,
  version: ListedVersion,
): Promise<void> {
  const content = await versions.content(version)
  await versions.keep(session.projectId, session.doc.ydoc, { kind: 'before-restore' })
  session.run(restoreVersion, { content }, { label: RESTORE })
  toasts.show({
    title: `Restored ${version.name ?? `the version of ${shortMoment(version.at)}`}`,
    detail: 'Takes made since are still with their clips.',
    action: {
      label: 'Undo',
      run: () => {
        if (session.undoState.get().undo === RESTORE) session.undo()
        else toasts.show({ title: 'The film was edited since', detail: 'Undo takes your steps back one by one.' })
      },
    },
  })
}

/** Makes a film of its own of a version and answers the address of its board. Throws as `restore` does. */
export async function openAsCopy(
  session: ProjectSession,
  { versions, projects, clock }: Pick<ClientServices, 'versions' | 'projects' | 'clock'>,
  version: ListedVersion,
): Promise<string> {
  const snapshot = snapshotOfContent(await versions.content(version))
  const name = `${snapshot.project.name.slice(0, 180)} (${shortMoment(version.at)})`
  const id = await projects.importCopy(copyFilm(snapshot, readMarks(session.review), name, clock.newId))
  announce(`${name} is a film of its own`)
  return filmPath(id)
}

/** Keeps the film as it is now under a name. Throws an `Error` with words for people where it cannot be kept. */
export async function saveVersion(
  session: ProjectSession,
  { versions }: Pick<ClientServices, 'versions'>,
  name: string,
): Promise<FilmVersion> {
  const version = await versions.keep(session.projectId, session.doc.ydoc, { kind: 'named', name })
  if (!version) throw new Error('This tab stores nothing at the moment. Reload the app, then save the version.')
  if (session.projectSync.relay.state.get().phase === 'synced') void versions.send(session.projectId)
  return version
}
