import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { must } from '#shared/util/assert.ts'
import { encodeClocks } from './frames.ts'
import { writeSnapshot } from './room-snapshot.ts'

/** Below this many bytes the work is done on the event loop: it takes less than a few milliseconds there. */
const SMALL_DOCUMENT_BYTES = 64 * 1024

/** Milliseconds without work after which the thread ends. */
const IDLE_MS = 10_000

/** A document folded to its present state, without the content of what was deleted. */
interface Folded {
  readonly update: Uint8Array
  readonly stateVector: Uint8Array
  /** An update with the deletions alone. */
  readonly deletes: Uint8Array
}

/** What the thread is asked. */
type Task =
  | { readonly kind: 'fold'; readonly updates: readonly Uint8Array[] }
  | { readonly kind: 'diff'; readonly updates: readonly Uint8Array[]; readonly stateVector: Uint8Array }

/** The two tasks, over whichever copy of Yjs the caller has. Self-contained, since the thread gets it as text. */
function documentTasks(yjs: typeof Y): {
  fold: (updates: readonly Uint8Array[]) => Folded
  diff: (updates: readonly Uint8Array[], stateVector: Uint8Array) => Uint8Array
} {
  return {
    fold: (updates) => {
      const doc = new yjs.Doc()
      doc.transact(() => {
        for (const update of updates) yjs.applyUpdate(doc, update)
      })
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
      const result = task.kind === 'fold' ? tasks.fold(task.updates) : tasks.diff(task.updates, task.stateVector)
      parentPort.postMessage({ id, result })
    } catch (error) {
      parentPort.postMessage({ id, error })
    }
  })
`

interface Answer {
  readonly id: number
  readonly result?: Folded | Uint8Array
  readonly error?: unknown
}

interface Waiting {
  resolve(result: Folded | Uint8Array): void
  reject(error: unknown): void
}

/**
 * Work on whole documents, off the event loop: on one thread for the process, started when it is first needed and
 * ended when it was idle for a while. Small documents are worked on at once, where a thread would only add delay.
 */
class DocumentThread {
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | null = null
  #lastId = 0
  readonly #waiting = new Map<number, Waiting>()

  ask(task: Task): Promise<Folded | Uint8Array> {
    if (this.#idle) clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start())
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, task })
    })
  }

  #start(): Worker {
    const yjs = createRequire(import.meta.url).resolve('yjs')
    const worker = new Worker(THREAD_SOURCE, { eval: true, workerData: { yjs } })
    worker.on('message', (answer: Answer) => this.#answered(worker, answer))
    worker.once('error', (error) => this.#ended(worker, error))
    worker.once('exit', (code) => this.#ended(worker, new Error(`The document thread ended with code ${code}`)))
    return worker
  }

  #answered(worker: Worker, { id, result, error }: Answer): void {
    const waiting = must(this.#waiting.get(id), 'somebody who asked')
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) {
      // Alone it must not keep the process alive.
      worker.unref()
      this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref()
    }
    if (result) waiting.resolve(result)
    else waiting.reject(error)
  }

  #end(): void {
    const worker = this.#worker
    this.#worker = null
    void worker?.terminate()
  }

  #ended(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const lost = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of lost) reject(error)
  }
}

const thread = new DocumentThread()

/** Folds updates to a snapshot for the log, its index included. Rejects where they cannot be read. */
export async function foldToSnapshot(updates: readonly Uint8Array[]): Promise<Uint8Array> {
  const { update, stateVector, deletes } = isSmall(updates)
    ? here.fold(updates)
    : ((await thread.ask({ kind: 'fold', updates })) as Folded)
  return writeSnapshot(update, stateVector, deletes)
}

/** What a peer with these clocks lacks of the document that the updates make, as one update. */
export async function diffFrom(
  updates: readonly Uint8Array[],
  clocks: ReadonlyMap<number, number>,
): Promise<Uint8Array> {
  const stateVector = encodeClocks(clocks)
  if (isSmall(updates)) return here.diff(updates, stateVector)
  return (await thread.ask({ kind: 'diff', updates, stateVector })) as Uint8Array
}

function isSmall(updates: readonly Uint8Array[]): boolean {
  return updates.reduce((sum, update) => sum + update.length, 0) <= SMALL_DOCUMENT_BYTES
}
