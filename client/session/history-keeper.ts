import { contentOf } from '#shared/document/stored-history.ts'
import type { StructRange } from '#shared/document/stored-history.ts'
import type { UndoHistory } from '#shared/document/undo.ts'
import { parseRoom } from '#shared/protocol/rooms.ts'
import type { HistoryStore } from '../storage/history-store.ts'

/** The documents of a film's history, in the order in which it knows them. */
const DOCUMENTS = ['project', 'review'] as const

/** Under this name the history of the library is kept; those of films are under their ids. */
export const LIBRARY_HISTORY = 'library'

/** What the stored histories may bring back of a document, by the name of its room. */
export function keptBy(store: Pick<HistoryStore, 'readAll'>): (room: string) => readonly StructRange[] {
  return (room) => {
    const parsed = parseRoom(room)
    if (!parsed) return []
    if (parsed.kind === 'library') return contentOf(store.readAll(LIBRARY_HISTORY), 0)
    return contentOf(store.readAll(parsed.projectId), DOCUMENTS.indexOf(parsed.kind))
  }
}

/** As soon as the edits themselves are written: what they removed is kept from then on. */
const SAVE_MS = 100

/**
 * Keeps a history as it changes, under the id of its film or `LIBRARY_HISTORY`. Returns the way to write what waits, and
 * the way to stop.
 */
export function keepHistory(
  name: string,
  history: UndoHistory,
  store: HistoryStore,
): { readonly save: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  const save = (): void => {
    if (timer === null) return
    clearTimeout(timer)
    timer = null
    store.write(name, history.pack())
  }
  const stop = history.subscribe(() => {
    timer ??= setTimeout(save, SAVE_MS)
  })
  return {
    save,
    stop: () => {
      stop()
      save()
    },
  }
}
