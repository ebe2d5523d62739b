import type { ProjectCatalog } from '../storage/project-catalog.ts'
import { emptyEntry, summaryOf } from './catalog-entry.ts'
import type { ProjectSession } from './project-session.ts'

const PAUSE_MS = 300

/** Keeps a film's entry in step with its document while it is open. Returns the way to stop, after a last write. */
export function recordInCatalog(session: ProjectSession, catalog: ProjectCatalog, now: () => number): () => void {
  const { projectId } = session
  let timer: ReturnType<typeof setTimeout> | null = null
  let changed = false

  const write = async (opened: boolean): Promise<void> => {
    timer = null
    if (!session.loaded.get()) return
    const before = (await catalog.get(projectId)) ?? emptyEntry(projectId, '', now())
    const clipId = session.view.get().selectedClipIds.at(-1) ?? before.lastClipId
    const clip = clipId === null ? undefined : session.records.get().clips.get(clipId)
    await catalog.put({
      ...before,
      ...summaryOf(session.records.get()),
      changedAt: changed ? now() : before.changedAt,
      lastOpenedAt: opened ? now() : before.lastOpenedAt,
      lastClipId: clip?.id ?? null,
      lastClipNumber: clip?.number ?? null,
      onDevice: true,
      onServer: before.onServer || session.projectSync.relay.state.get().everConnected,
    })
  }
  const soon = (): void => {
    timer ??= setTimeout(() => void write(false), PAUSE_MS)
  }
  const stops = [
    session.records.subscribe(() => {
      changed = true
      soon()
    }),
    session.view.subscribe(soon),
    session.projectSync.relay.state.subscribe(soon),
  ]
  void write(true)
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
    void write(false)
  }
}
