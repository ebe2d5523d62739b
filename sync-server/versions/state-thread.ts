import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { readState, type Asked, type ReadState, type StateSource } from './read-state.ts'

/** Below this many bytes a state is read on the event loop: it takes less than a few milliseconds there. */
const SMALL_BYTES = 32 * 1024

/**
 * The V2 encoding writes runs, so a few bytes can claim billions of pieces: without a limit they would be made before
 * anything else could be looked at. A film that was worked on for years has a tenth of these.
 */
const MOST_PIECES = 2_000_000
const PIECES_PER_BYTE = 64

/** What one state may cost: bytes from outside may be made to cost more. */
const LIMITS = { maxOldGenerationSizeMb: 512, stackSizeMb: 4 }
const MOST_MS = 30_000

/**
 * The thread's program. It is made as text because the server runs from one bundle as well as from its sources, and a
 * thread needs a file of its own in neither way.
 */
const THREAD_SOURCE = `
  const __name = (named) => named // what a transpiler may have put around functions
  const { parentPort, workerData } = require('node:worker_threads')
  const readState = ${readState.toString()}
  parentPort.postMessage(readState(require(workerData.yjs), workerData.source, workerData.asked, workerData.mostPieces))
`

/**
 * Reads a state; a large one in a thread of its own, which ends with it. One that comes from outside is not `trusted`:
 * bytes that were made to cost much cost nobody else. Rejects where they cannot be read.
 */
export async function readStateApart(source: StateSource, asked: Asked, trusted: boolean): Promise<ReadState> {
  const bytes = sizeOf(source)
  if (trusted && bytes <= SMALL_BYTES) return readState(Y, source, asked, Number.POSITIVE_INFINITY)
  const mostPieces = trusted ? Number.POSITIVE_INFINITY : Math.min(MOST_PIECES, (bytes + 256) * PIECES_PER_BYTE)
  const yjs = createRequire(import.meta.url).resolve('yjs')
  const worker = new Worker(THREAD_SOURCE, {
    eval: true,
    workerData: { yjs, source, asked, mostPieces },
    resourceLimits: LIMITS,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<ReadState>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('The state took too long to read')), MOST_MS)
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`The thread that reads states ended with code ${code}`)))
    })
  } finally {
    clearTimeout(timer)
    void worker.terminate()
  }
}

function sizeOf(source: StateSource): number {
  return source.encoding === 2 ? source.update.length : source.updates.reduce((sum, update) => sum + update.length, 0)
}
