/*
 * The page that `npm run bench:client` drives beside the app itself, on the same origin and so over the same storage: the
 * app's own services without its views, so that what blocks the main thread here is storage and nothing else.
 */
import * as Y from 'yjs'
import { editPrompt, renameClip, setClipLength } from '#shared/commands/clip-commands.ts'
import { createServices } from '../../app/services.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import type { ClientServices } from '../../session/services-context.tsx'
import { makeBenchFilm } from './make-film.ts'

/** Milliseconds, but for counts. */
interface EditsResult {
  readonly editing: number
  /** From the last edit until the database has all of them. */
  readonly toDisk: number
  readonly rows: number
  readonly longestTask: number
  /** Whether the database, read anew, holds the film as it stands. */
  readonly whole: boolean
}

let services: Promise<ClientServices> | null = null
const theServices = (): Promise<ClientServices> => (services ??= createServices(() => undefined, { film: null }))

const tasks: number[] = []
new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
  type: 'longtask',
})

/** Runs work and tells the longest main-thread task in it; the browser names only those above 50 ms. */
async function watched<T>(work: () => Promise<T>): Promise<{ result: T; ms: number; longestTask: number }> {
  await rest()
  tasks.length = 0
  const started = performance.now()
  const result = await work()
  const ms = performance.now() - started
  await rest()
  return { result, ms, longestTask: Math.max(0, ...tasks) }
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200))
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => resolve())
    port1.start()
    port2.postMessage(null)
  })

function until(holds: () => boolean, subscribe: (listener: () => void) => () => void): Promise<void> {
  if (holds()) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = subscribe(() => {
      if (!holds()) return
      stop()
      resolve()
    })
  })
}

/** What the database holds of a film, read without the app's help. */
async function stored({ store }: { store: ProjectSession['projectSync']['stored'] }, db: IDBDatabase): Promise<Y.Doc> {
  const reading = db.transaction('updates').objectStore('updates').index('docName').getAll(store.docName)
  await new Promise((resolve) => reading.addEventListener('success', resolve))
  const ydoc = new Y.Doc()
  for (const { encoding, bytes } of reading.result as { encoding: 1 | 2; bytes: Uint8Array }[])
    (encoding === 2 ? Y.applyUpdateV2 : Y.applyUpdate)(ydoc, bytes)
  return ydoc
}

const bench = {
  makeFilm: async (clips: number): Promise<string> => makeBenchFilm(await theServices(), clips),

  /** Opens the film's session alone: what storage does before anything is drawn. */
  openSession: async (projectId: string) => {
    const { projects } = await theServices()
    const { result, ms, longestTask } = await watched(() => projects.open(projectId))
    await result.close()
    return { ms, longestTask }
  },

  /** Edits the film so many times in bursts, then waits until all of it is on the disk. */
  edit: async (projectId: string, edits: number): Promise<EditsResult> => {
    const { projects } = await theServices()
    const session = await projects.open(projectId)
    const ids = [...session.records.get().clips.keys()]
    const { stored: store } = session.projectSync
    let editing = 0
    const { ms, longestTask } = await watched(async () => {
      const started = performance.now()
      let slice = started
      for (let edit = 0; edit < edits; edit += 1) {
        const id = ids[(edit * 7) % ids.length]!
        if (edit % 3 === 0) session.run(setClipLength, { ids: [id], length: 24 + (edit % 96) })
        else if (edit % 3 === 1) session.run(renameClip, { id, name: `Take ${edit}` })
        else session.run(editPrompt, { id, field: 'negativePrompt', text: `no ${edit}` })
        // A person's gestures never block for long; nor must what only stands in for them.
        if (performance.now() - slice > 8) {
          await turn()
          slice = performance.now()
        }
      }
      editing = performance.now() - started
      await until(() => store.unwrittenSince.get() === null, store.unwrittenSince.subscribe)
    })
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('storycanvas')
      opening.addEventListener('success', () => resolve(opening.result))
    })
    const read = await stored({ store }, db)
    const whole = JSON.stringify(read.getMap('clips')) === JSON.stringify(session.doc.clips)
    const counting = db.transaction('updates').objectStore('updates').index('docName').count(store.docName)
    await new Promise((resolve) => counting.addEventListener('success', resolve))
    db.close()
    await session.close()
    return { editing, toDisk: ms - editing, rows: counting.result, longestTask, whole }
  },

  /** Folds the film's rows into one snapshot, while somebody types. */
  compact: async (projectId: string) => {
    const { projects } = await theServices()
    const session = await projects.open(projectId)
    const [id] = session.records.get().clips.keys()
    let typing = true
    const typed = (async () => {
      for (let letter = 0; typing; letter += 1) {
        session.run(editPrompt, { id: id!, field: 'videoPrompt', text: 'rain '.repeat(letter % 20) })
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    })()
    const { ms, longestTask } = await watched(() => session.projectSync.stored.compact())
    typing = false
    await typed
    await session.close()
    return { ms, longestTask }
  },
}

/** What the bench may ask of this page. */
export type BenchPage = typeof bench

Object.assign(window, { bench })
