import type { DatabaseLife } from '../storage/database-life.ts'
import type { ProjectCatalog } from '../storage/project-catalog.ts'
import { emptyEntry, summaryOf } from './catalog-entry.ts'
import type { ProjectSession } from './project-session.ts'

const PAUSE_MS = 300

/**
 * Keeps a film's entry in step with its document while it is open, also when the browser loses what it stored. Returns the
 * way to stop, after a last write.
 */
export function recordInCatalog(
  session: ProjectSession,
  {
    catalog,
    onLost,
    now,
  }: { readonly catalog: ProjectCatalog; readonly onLost: DatabaseLife['onLost']; readonly now: () => number },
): () => void {
  const { projectId } = session
  let timer: ReturnType<typeof setTimeout> | null = null
  let changed = false
  // A film that comes from the server is opened when it arrives; its arriving is no edit.
  let opened = true
  let wasLoaded = session.loaded.get()

  const write = async (): Promise<void> => {
    timer = null
    if (!session.loaded.get()) return
    const opens = opened
    opened = false
    const before = (await catalog.get(projectId)) ?? emptyEntry(projectId, '', now())
    const clipId = session.view.get().selectedClipIds.at(-1) ?? before.lastClipId
    const clip = clipId === null ? undefined : session.records.get().clips.get(clipId)
    await catalog.put({
      ...before,
      ...summaryOf(session.records.get()),
      changedAt: changed ? now() : before.changedAt,
      lastOpenedAt: opens ? now() : before.lastOpenedAt,
      lastClipId: clip?.id ?? null,
      lastClipNumber: clip?.number ?? null,
      onDevice: true,
      onServer: before.onServer || session.projectSync.relay.state.get().everConnected,
    })
  }
  // What cannot be written (the disk is full) is written with the next change; the film itself does not depend on it.
  const tryToWrite = (): void => void write().catch(() => undefined)
  const soon = (): void => {
    timer ??= setTimeout(tryToWrite, PAUSE_MS)
  }
  const stops = [
    session.records.subscribe(() => {
      if (wasLoaded) changed = true
      wasLoaded = session.loaded.get()
      soon()
    }),
    session.view.subscribe(soon),
    session.projectSync.relay.state.subscribe(soon),
    // The tab may end at any moment, and a film that is in no list is hard to find.
    onLost(tryToWrite),
  ]
  tryToWrite()
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
    tryToWrite()
  }
}
