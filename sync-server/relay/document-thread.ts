import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { must } from '#shared/util/assert.ts'
import { encodeClocks } from './frames.ts'
import { writeSnapshot } from './room-snapshot.ts'

/** Below this many bytes work is done on the event loop: it takes less than a few milliseconds there. */
const SMALL_BYTES = 64 * 1024

/**
 * The same where a document is put together. That can take time with the square of its items, if somebody wrote them to
 * that end: 4 KiB of the worst take some 20 ms, 64 KiB some seconds.
 */
const SMALL_DOCUMENT_BYTES = 4 * 1024

/** Milliseconds without work after which the thread ends. */
const IDLE_MS = 10_000

/** Milliseconds after which a task is given up: the largest films take a few seconds. */
const TASK_MS = 60_000

/** Tasks that make the thread busy. */
const MAX_TASKS = 8

/** Memory of the thread; a film of 16 MiB takes a quarter of it. */
const MAX_HEAP_MIB = 1024

/** A document folded to its present state, without the content of what was deleted. */
interface Folded {
  readonly update: Uint8Array
  readonly stateVector: Uint8Array
  /** An update with the deletions alone. */
  readonly deletes: Uint8Array
}

/** What to read of a document: the fields of one root map, and the keys of others. */
export interface OutlineRoots {
  readonly fields: string
  readonly keys: readonly string[]
  /** Roots in which to look for the hashes of files. */
  readonly hashesIn: readonly string[]
}

/** What can be told of a document in a few words. */
export interface DocumentOutline {
  /** Values by field; shared types among them as JSON. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Keys by the name of their root. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** Every value that looks like the hash of a file, wherever it is in an entity. */
  readonly hashes: readonly string[]
}

/** What the thread is asked. */
type Task =
  | { readonly kind: 'outline'; readonly updates: readonly Uint8Array[]; readonly roots: OutlineRoots }
  | { readonly kind: 'fold'; readonly updates: readonly Uint8Array[] }
  | { readonly kind: 'diff'; readonly updates: readonly Uint8Array[]; readonly stateVector: Uint8Array }

type TaskResult = Folded | DocumentOutline | Uint8Array

/** The tasks, over whichever copy of Yjs the caller has. Self-contained, since the thread gets it as text. */
function documentTasks(yjs: typeof Y): {
  fold: (updates: readonly Uint8Array[]) => Folded
  diff: (updates: readonly Uint8Array[], stateVector: Uint8Array) => Uint8Array
  outline: (doc: Y.Doc, roots: OutlineRoots) => DocumentOutline
  open: (updates: readonly Uint8Array[]) => Y.Doc
} {
  const open = (updates: readonly Uint8Array[]): Y.Doc => {
    const doc = new yjs.Doc()
    doc.transact(() => {
      for (const update of updates) yjs.applyUpdate(doc, update)
    })
    return doc
  }
  const hashesIn = (value: unknown, found: Set<string>): void => {
    if (typeof value === 'string') {
      // A hash alone, or the address of its file.
      const hash = value.length < 64 || value.length > 500 ? null : /(?:^|\/)([0-9a-f]{64})$/.exec(value)
      if (hash?.[1]) found.add(hash[1])
    } else if (value instanceof yjs.Map || value instanceof yjs.Array) {
      value.forEach((inner: unknown) => hashesIn(inner, found))
    } else if (
      typeof value === 'object' &&
      value !== null &&
      !(value instanceof yjs.AbstractType) &&
      !(value instanceof Uint8Array)
    ) {
      for (const inner of Object.values(value)) hashesIn(inner, found)
    }
  }
  return {
    open,
    outline: (doc, roots) => {
      const hashes = new Set<string>()
      for (const name of roots.hashesIn) hashesIn(doc.getMap(name), hashes)
      return {
        fields: doc.getMap(roots.fields).toJSON(),
        keys: Object.fromEntries(roots.keys.map((name) => [name, [...doc.getMap(name).keys()]])),
        hashes: [...hashes],
      }
    },
    fold: (updates) => {
      const doc = open(updates)
      const stateVector = yjs.encodeStateVector(doc)
      const folded = {
        update: yjs.encodeStateAsUpdate(doc),
        stateVector,
        // A peer that has every struct lacks nothing but the deletions.
        deletes: yjs.encodeStateAsUpdate(doc, stateVector),
      }
      doc.destroy()
      return folded
    },
    diff: (updates, stateVector) => yjs.diffUpdate(yjs.mergeUpdates([...updates]), stateVector),
  }
}

const here = documentTasks(Y)

/**
 * The thread's program. It is made as text because the server runs from one bundle as well as from its sources, and a
 * thread needs a file of its own in neither way.
 */
const THREAD_SOURCE = `
  const __name = (named) => named // what a transpiler may have put around functions
  const { parentPort, workerData } = require('node:worker_threads')
  const tasks = (${documentTasks.toString()})(require(workerData.yjs))
  parentPort.on('message', ({ id, task }) => {
    try {
      const result =
        task.kind === 'fold' ? tasks.fold(task.updates)
        : task.kind === 'diff' ? tasks.diff(task.updates, task.stateVector)
        : tasks.outline(tasks.open(task.updates), task.roots)
      parentPort.postMessage({ id, result })
    } catch (error) {
      parentPort.postMessage({ id, error })
    }
  })
`

interface Answer {
  readonly id: number
  readonly result?: TaskResult
  readonly error?: unknown
}

interface Asked {
  readonly id: number
  readonly task: Task
  resolve(result: TaskResult): void
  reject(error: unknown): void
}

/**
 * Work on whole documents, off the event loop: on one thread for the process, started when it is first needed and
 * ended when it was idle for a while. Small documents are worked on at once, where a thread would only add delay. It has
 * one task at a time, so that of those that wait nothing is copied yet, and one that takes too long ends alone.
 */
class DocumentThread {
  #worker: Worker | null = null
  #timer: NodeJS.Timeout | null = null
  #lastId = 0
  /** The first is under way. */
  #asked: Asked[] = []

  /** Tasks that are not done. */
  get length(): number {
    return this.#asked.length
  }

  ask(task: Task): Promise<TaskResult> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#asked.push({ id, task, resolve, reject })
      if (this.#asked.length === 1) this.#next()
    })
  }

  #next(): void {
    if (this.#timer) clearTimeout(this.#timer)
    const [asked] = this.#asked
    if (asked) {
      const worker = (this.#worker ??= this.#start())
      worker.ref()
      worker.postMessage({ id: asked.id, task: asked.task })
      this.#timer = setTimeout(() => this.#tooLong(), TASK_MS).unref()
    } else {
      // Alone it must not keep the process alive.
      this.#worker?.unref()
      this.#timer = setTimeout(() => this.#end(), IDLE_MS).unref()
    }
  }

  #start(): Worker {
    const yjs = createRequire(import.meta.url).resolve('yjs')
    const worker = new Worker(THREAD_SOURCE, {
      eval: true,
      workerData: { yjs },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    })
    worker.on('message', (answer: Answer) => this.#answered(answer))
    worker.once('error', (error) => this.#ended(worker, error))
    worker.once('exit', (code) => this.#ended(worker, new Error(`The document thread ended with code ${code}`)))
    return worker
  }

  #answered({ id, result, error }: Answer): void {
    if (this.#asked[0]?.id !== id) return
    const { resolve, reject } = must(this.#asked.shift(), 'somebody who asked')
    this.#next()
    if (result) resolve(result)
    else reject(error)
  }

  #end(): void {
    const worker = this.#worker
    this.#worker = null
    void worker?.terminate()
  }

  #tooLong(): void {
    const worker = this.#worker
    if (worker) this.#ended(worker, new Error(`Working on the document took more than ${TASK_MS / 1000} s`))
    void worker?.terminate()
  }

  #ended(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const failed = this.#asked.shift()
    this.#next()
    failed?.reject(error)
  }
}

const thread = new DocumentThread()

/** Folds updates to a snapshot for the log, its index included. Rejects where they cannot be read. */
export async function foldToSnapshot(updates: readonly Uint8Array[]): Promise<Uint8Array> {
  const { update, stateVector, deletes } = isSmall(updates, SMALL_DOCUMENT_BYTES)
    ? here.fold(updates)
    : ((await thread.ask({ kind: 'fold', updates })) as Folded)
  return writeSnapshot(update, stateVector, deletes)
}

/** The outline of the document that the updates make; null where it is small enough to be opened at once. */
export async function outlineInThread(
  updates: readonly Uint8Array[],
  roots: OutlineRoots,
): Promise<DocumentOutline | null> {
  if (isSmall(updates, SMALL_DOCUMENT_BYTES)) return null
  return (await thread.ask({ kind: 'outline', updates, roots })) as DocumentOutline
}

/** The outline of an open document. */
export function outlineOf(doc: Y.Doc, roots: OutlineRoots): DocumentOutline {
  return here.outline(doc, roots)
}

/** Whether so many wait for the thread that a peer is served sooner without it. */
export function isThreadBusy(): boolean {
  return thread.length >= MAX_TASKS
}

/** What a peer with these clocks lacks of the document that the updates make, as one update. */
export async function diffFrom(
  updates: readonly Uint8Array[],
  clocks: ReadonlyMap<number, number>,
): Promise<Uint8Array> {
  const stateVector = encodeClocks(clocks)
  if (isSmall(updates, SMALL_BYTES)) return here.diff(updates, stateVector)
  return (await thread.ask({ kind: 'diff', updates, stateVector })) as Uint8Array
}

function isSmall(updates: readonly Uint8Array[], small: number): boolean {
  return updates.reduce((sum, update) => sum + update.length, 0) <= small
}
