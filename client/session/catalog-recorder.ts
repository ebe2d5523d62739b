import type { ProjectCatalog } from '../storage/project-catalog.ts'
import { emptyEntry, summaryOf } from './catalog-entry.ts'
import type { ProjectSession } from './project-session.ts'

const PAUSE_MS = 300

/** Keeps a film's entry in step with its document while it is open. Returns the way to stop, after a last write. */
export function recordInCatalog(session: ProjectSession, catalog: ProjectCatalog, now: () => number): () => void {
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
  const soon = (): void => {
    timer ??= setTimeout(() => void write(), PAUSE_MS)
  }
  const stops = [
    session.records.subscribe(() => {
      if (wasLoaded) changed = true
      wasLoaded = session.loaded.get()
      soon()
    }),
    session.view.subscribe(soon),
    session.projectSync.relay.state.subscribe(soon),
  ]
  void write()
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
    void write()
  }
}
