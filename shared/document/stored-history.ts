import * as Y from 'yjs'
import { z } from 'zod'
import { changeOrigin } from './origins.ts'

const Clock = z.int().min(0)
/** Structs of one client: from a clock on, so many. */
const Range = z.tuple([Clock, Clock, Clock.min(1)])
export type StructRange = readonly [client: number, clock: number, length: number]
const Step = z.object({
  label: z.string(),
  /** Which of the history's documents it changed. */
  document: z.int().min(0).max(9),
  insertions: z.array(Range),
  deletions: z.array(Range),
})
type Step = z.infer<typeof Step>

/**
 * One person's history as it outlives a reload: which structs each step made and removed. The words themselves are in the
 * document, where what was removed has to be kept for as long as a step may bring it back: see `contentOf`.
 */
export const StoredHistory = z.object({
  version: z.literal(1),
  /** Oldest first. */
  done: z.array(Step),
  undone: z.array(Step),
  /** What was removed and made again: document, the structs, and the client and clock of what stands for them now. */
  redone: z.array(z.tuple([Clock, ...Range.def.items, Clock, Clock])),
})
export type StoredHistory = z.infer<typeof StoredHistory>

/** A set of structs, as Yjs has it. */
type StructSet = ReturnType<typeof Y.createDeleteSet>
type StackItem = Y.UndoManager['undoStack'][number]

/** A step with what its document's manager knows of it. */
export interface StackedStep {
  readonly label: string
  readonly document: number
  readonly item: StackItem
}

/** Takes down a history. `documents` are what its steps changed. */
export function packHistory(
  documents: readonly Y.Doc[],
  done: readonly StackedStep[],
  undone: readonly StackedStep[],
): StoredHistory {
  const pack = ({ label, document, item }: StackedStep): Step => ({
    label,
    document,
    insertions: rangesOf(item.insertions),
    deletions: rangesOf(item.deletions),
  })
  const redone = documents.flatMap((ydoc, document) =>
    redoneIn(ydoc).map((link): StoredHistory['redone'][number] => [document, ...link]),
  )
  return { version: 1, done: done.map(pack), undone: undone.map(pack), redone }
}

/**
 * Gives a stored history back, as far as the documents still hold what its steps need: where something that a step would
 * bring back is gone, that step and those before it are left out, since a step that does half its work would damage more
 * than it mends.
 */
export function unpackHistory(
  documents: readonly Y.Doc[],
  stored: StoredHistory,
): { readonly done: StackedStep[]; readonly undone: StackedStep[] } {
  for (const [document, ydoc] of documents.entries()) {
    linkAgain(
      ydoc,
      stored.redone.filter(([of]) => of === document),
    )
  }
  const unpack = (steps: readonly Step[]): StackedStep[] => {
    const whole: StackedStep[] = []
    for (const { label, document, insertions, deletions } of steps.toReversed()) {
      const ydoc = documents[document]
      const item: StackItem = { insertions: setOf(insertions), deletions: setOf(deletions), meta: new Map() }
      if (!ydoc || !keepContent(ydoc, item)) break
      whole.push({ label, document, item })
    }
    return whole.toReversed()
  }
  return { done: unpack(stored.done), undone: unpack(stored.undone) }
}

/** What histories may bring back in one of their documents: deleted structs whose content must not be thrown away. */
export function contentOf(histories: readonly StoredHistory[], document: number): StructRange[] {
  const steps = histories.flatMap(({ done, undone }) => [...done, ...undone])
  const sets = steps.filter((step) => step.document === document).map(({ deletions }) => setOf(deletions))
  return rangesOf(Y.mergeDeleteSets(sets))
}

/**
 * For a document that is read anew: whether a deleted item may lose its content, as Yjs asks it (`gcFilter`). What is to
 * be kept stays, and so does everything that it is a part of.
 */
export function mayForget(kept: readonly StructRange[]): (item: Y.Item) => boolean {
  if (kept.length === 0) return () => true
  const content = setOf(kept)
  const isKept = (item: Y.Item): boolean => Y.isDeleted(content, item.id) || holdsKept(item)
  const holdsKept = ({ content: inner }: Y.Item): boolean => {
    if (!(inner instanceof Y.ContentType)) return false
    for (let child = inner.type._start; child; child = child.right) if (isKept(child)) return true
    for (const entry of inner.type._map.values()) {
      for (let value: Y.Item | null = entry; value; value = value.left) if (isKept(value)) return true
    }
    return false
  }
  return (item) => !isKept(item)
}

function rangesOf({ clients }: StructSet): Step['insertions'] {
  return [...clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }): [number, number, number] => [client, clock, len]),
  )
}

function setOf(ranges: readonly StructRange[]): StructSet {
  const set = Y.createDeleteSet()
  for (const [client, clock, len] of ranges) {
    const known = set.clients.get(client) ?? []
    known.push({ clock, len })
    set.clients.set(client, known)
  }
  return set
}

type RedoneLink = readonly [client: number, clock: number, len: number, toClient: number, toClock: number]

/** What was removed and made again. Yjs remembers that in memory alone. */
function redoneIn({ store }: Y.Doc): RedoneLink[] {
  const links: RedoneLink[] = []
  for (const structs of store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || struct.redone === null) continue
      links.push([struct.id.client, struct.id.clock, struct.length, struct.redone.client, struct.redone.clock])
    }
  }
  return links
}

function linkAgain(ydoc: Y.Doc, links: StoredHistory['redone']): void {
  ydoc.transact((transaction) => {
    for (const [, client, clock, len, toClient, toClock] of links) {
      if (clock >= Y.getState(ydoc.store, client) || toClock >= Y.getState(ydoc.store, toClient)) continue
      Y.iterateDeletedStructs(transaction, setOf([[client, clock, len]]), (struct) => {
        const past = struct.id.clock - clock
        if (struct instanceof Y.Item) struct.redone = Y.createID(toClient, toClock + past)
      })
    }
  }, HISTORY)
}

/** Keeps what a step may bring back, as its manager would have. False where some of it is gone. */
function keepContent(ydoc: Y.Doc, { insertions, deletions }: StackItem): boolean {
  let whole = rangesOf(deletions).every(([client, clock, len]) => clock + len <= Y.getState(ydoc.store, client))
  const found: Y.Item[] = []
  ydoc.transact((transaction) => {
    Y.iterateDeletedStructs(transaction, deletions, (struct) => {
      // What a step made and removed itself it never brings back.
      if (Y.isDeleted(insertions, struct.id)) return
      if (struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted)) found.push(struct)
      else whole = false
    })
  }, HISTORY)
  if (whole) for (const item of found) keep(item)
  return whole
}

/** A deleted item is kept together with all that it is a part of. */
function keep(item: Y.Item): void {
  for (let at: Y.Item | null = item; at && !at.keep;) {
    at.keep = true
    at = at.parent instanceof Y.AbstractType ? at.parent._item : null
  }
}

/** Looking at structs splits them where a step begins, which changes nothing that anybody sees. */
const HISTORY = changeOrigin('storage')
