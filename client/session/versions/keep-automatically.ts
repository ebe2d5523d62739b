import type * as Y from 'yjs'
import type { ProjectSession } from '../project-session.ts'
import type { SessionClock } from '../session-clock.ts'
import type { FilmVersions } from './film-versions.ts'
import { AUTOMATIC_EVERY_MS } from './merge-versions.ts'

/** After opening: what is on this device is read by then, and nobody waits for anything. */
const SETTLE_MS = 2_000

/** Leaving a film twice in this time keeps it once. */
const LEAVE_EVERY_MS = AUTOMATIC_EVERY_MS / 5

/** What keeping by itself works with. */
export interface KeepAutomaticallyServices {
  readonly versions: Pick<FilmVersions, 'keepStored' | 'newestAt' | 'send'>
  readonly clock: Pick<SessionClock, 'now'>
}

/**
 * Keeps an open film by itself: as it was found, now and then while it is edited here, and as it was left. Hands over
 * what waits for the server whenever the film is in step with it. Returns the way to stop.
 */
export function keepAutomatically(session: ProjectSession, { versions, clock }: KeepAutomaticallyServices): () => void {
  const { projectId, projectSync } = session
  const { ydoc } = session.doc
  let timer: ReturnType<typeof setTimeout> | null = null
  let changed = false
  let keptAt: number | null = null

  const inStep = (): boolean =>
    projectSync.relay.state.get().phase === 'synced' && projectSync.stored.pending.get().count === 0
  const keep = (): void => {
    changed = false
    keptAt = clock.now()
    // In step the server keeps its own; out of step it would never know this state.
    const send = !inStep()
    void session.flush().then(() => versions.keepStored(projectId, send))
  }
  const whenDue = async (): Promise<void> => {
    timer = null
    // Another tab, or an edit that keeps the film first, may have been faster.
    const newestAt = (await versions.newestAt(projectId).catch(() => null)) ?? 0
    if (stopped) return
    keptAt = Math.max(keptAt ?? 0, newestAt)
    const wait = newestAt + AUTOMATIC_EVERY_MS - clock.now()
    if (wait <= 0) keep()
    else if (changed) plan(wait)
  }
  const plan = (ms: number): void => {
    // Storage that was taken away (cleared, or by a newer version) leaves nothing to look at: the next edit tries again.
    timer ??= setTimeout(() => void whenDue().catch(() => undefined), ms)
  }
  const onUpdate = (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction): void => {
    if (!transaction.local) return
    changed = true
    plan(AUTOMATIC_EVERY_MS)
  }
  const onStep = (): void => {
    if (inStep()) void versions.send(projectId).catch(() => undefined)
  }
  let stopped = false
  plan(SETTLE_MS)
  ydoc.on('update', onUpdate)
  const stops = [projectSync.relay.state.subscribe(onStep), projectSync.stored.pending.subscribe(onStep)]
  return () => {
    stopped = true
    for (const stop of stops) stop()
    ydoc.off('update', onUpdate)
    if (timer !== null) clearTimeout(timer)
    if (changed && clock.now() - (keptAt ?? 0) >= LEAVE_EVERY_MS) keep()
  }
}
