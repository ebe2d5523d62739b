import { picturesIn, type GenerationRequest } from '#shared/protocol/jobs.ts'
import { assertNever } from '#shared/util/assert.ts'
import { backoffDelay } from '#shared/util/backoff.ts'
import type { Random } from '#shared/util/random.ts'
import { ApiError } from '../api/api-client.ts'
import type { ApiClient } from '../api/api-client.ts'
import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'
import type { OutboxItem, OutboxStore } from '../storage/outbox-store.ts'
import type { TabRole } from './tab-leader.ts'

/** What the outbox works with. */
export interface OutboxServices {
  readonly store: OutboxStore
  readonly api: Pick<ApiClient, 'putMedia' | 'hasMedia' | 'lendMedia' | 'createJob' | 'cancelJob'>
  readonly leader: Readable<TabRole>
  /** Whether anything is to be sent at all. */
  readonly syncOn: Readable<boolean>
  /** The file with this hash from this device; null when it is gone. */
  readonly readMedia: (sha256: string) => Promise<Blob | null>
  /**
   * Whether the server has every change of the film made on this device: a job must not arrive before the clip that it
   * is for.
   */
  readonly isProjectSaved: (projectId: string) => Promise<boolean>
  /** Writes what was just edited in this tab, so that a job cannot overtake it. */
  readonly flushProject: (projectId: string) => Promise<void>
  /** Hears that the server has taken a request, or refused it for good. */
  readonly onSettled: (outcome: OutboxOutcome) => void
  readonly now: () => number
  readonly random: Random
}

/** A file of this device that the server is to have. */
export interface UploadFile {
  readonly sha256: string
  readonly mime: string
  readonly bytes: number
}

/** How a request left the outbox. */
export interface OutboxOutcome {
  readonly item: OutboxItem
  /** The server's words when it refused; null when it took the request. */
  readonly refusal: ApiError | null
}

const RETRY = { firstMs: 1_000, maxMs: 60_000 }
/** How long a job waits before it is looked at again while its film is not saved. */
const UNSAVED_MS = 1_000
/** How long to wait before what waits is read again where it could not be. */
const UNREADABLE_MS = 1_000
/** A file that is neither here nor on the server is on its way from another device: for so many tries, half an hour. */
const LOAN_TRIES = 30

/**
 * Sends what waits: uploads before jobs, one at a time, each kept until the server has answered for it. Only the
 * leading tab sends; every tab may add.
 */
export class Outbox {
  readonly #services: OutboxServices
  readonly #items = writable<readonly OutboxItem[]>([])
  readonly #stops: (() => void)[] = []
  /** When items are tried next whose pause found no room on the disk. */
  readonly #pauses = new Map<string, number>()
  /** Jobs that were taken out while they may just be looked at: they are not written back. */
  readonly #calledOff = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #running: Promise<void> | null = null
  #again = false
  #closed = false
  #abort = new AbortController()

  constructor(services: OutboxServices) {
    this.#services = services
  }

  /** Reads what waits and starts to send it. */
  start(): void {
    const { store, leader, syncOn } = this.#services
    this.#stops.push(store.subscribe(this.#reload), leader.subscribe(this.#onLeader), syncOn.subscribe(this.#onSwitch))
    this.#reload()
  }

  /** What waits, oldest first. */
  get items(): Readable<readonly OutboxItem[]> {
    return this.#items
  }

  /** Keeps a file for upload. Adding one twice keeps it once. */
  addUpload(projectId: string, file: UploadFile): Promise<void> {
    return this.addUploads(projectId, [file])
  }

  /** Keeps files for upload, all of them or none. */
  addUploads(projectId: string, files: readonly UploadFile[]): Promise<void> {
    return this.#add(
      files.map((file) => ({ id: `upload:${file.sha256}`, projectId, request: { kind: 'upload', ...file } })),
    )
  }

  /** Keeps files of the library to be lent to the studio: knowing a hash does not let others read the file. */
  addLoans(projectId: string, hashes: readonly string[]): Promise<void> {
    return this.#add(hashes.map((sha256) => ({ id: `lend:${sha256}`, projectId, request: { kind: 'lend', sha256 } })))
  }

  /** Keeps a request for a take; its id is the job's. The pictures that it is made from go first, if they are here. */
  async addJob(projectId: string, job: GenerationRequest & { id: string }): Promise<void> {
    const { flushProject, readMedia } = this.#services
    await flushProject(projectId)
    for (const picture of picturesIn(job.params)) {
      const file = await readMedia(picture)
      if (file) await this.addUpload(projectId, { sha256: picture, mime: file.type, bytes: file.size })
    }
    await this.#add([{ id: `job:${job.id}`, projectId, request: { kind: 'job', job } }])
  }

  /** Calls a job off: one that still waits here leaves at once, for another the server is told. */
  async cancelJob(projectId: string, jobId: string): Promise<void> {
    const waiting = this.#items.get().find((item) => item.id === `job:${jobId}`)
    if (waiting && waiting.attempts === 0) {
      this.#calledOff.add(waiting.id)
      await this.#services.store.remove(waiting.id)
    } else await this.#add([{ id: `cancel:${jobId}`, projectId, request: { kind: 'cancel-job', jobId } }])
    this.#reload()
  }

  /** Sends now whatever waits, whatever its pause: the network is back, or somebody pressed "Try now". */
  flush(): Promise<void> {
    return this.#start(true)
  }

  /** Keeps again what waits: the browser has lost what it stored. */
  rescue(): Promise<void> {
    return this.#services.store.putAll(this.#items.get())
  }

  /** Throws away what waits of a film that is removed from this device. */
  async forgetProject(projectId: string): Promise<void> {
    const { store } = this.#services
    for (const item of await store.list()) if (item.projectId === projectId) await store.remove(item.id)
    await this.#load()
  }

  /** Stops sending; what waits stays for the next start. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#closed = true
    this.#abort.abort()
    await this.#running
  }

  async #add(requests: readonly Pick<OutboxItem, 'id' | 'projectId' | 'request'>[]): Promise<void> {
    const { store, now } = this.#services
    const known = new Set(this.#items.get().map((item) => item.id))
    const fresh = requests.filter(({ id }) => !known.has(id))
    if (fresh.length === 0) return
    try {
      await store.putAll(
        fresh.map((request) => ({ ...request, createdAt: now(), attempts: 0, nextTryAt: 0, problem: null })),
      )
    } catch (cause) {
      const words = 'This device could not keep the request. Free some room in Settings, Storage, and try again.'
      throw new Error(words, { cause })
    }
    await this.#load()
    void this.#start(false)
  }

  readonly #onLeader = (): void => {
    void this.#start(false)
  }

  /** What is on its way when sending is switched off is called back, and goes again when it is on. */
  readonly #onSwitch = (): void => {
    if (this.#services.syncOn.get()) return void this.#start(true)
    this.#abort.abort()
    this.#abort = new AbortController()
  }

  readonly #reload = (): void => {
    void this.#load().then(() => this.#start(false))
  }

  /** What waits; null while the browser takes its storage away, after which it is looked at again. */
  async #read(): Promise<OutboxItem[] | null> {
    const items = await this.#services.store.list().catch(() => null)
    if (items === null && !this.#closed) {
      this.#timer ??= setTimeout(() => {
        this.#timer = null
        this.#reload()
      }, UNREADABLE_MS)
    }
    return items
  }

  async #load(): Promise<void> {
    const items = await this.#read()
    if (items && JSON.stringify(items) !== JSON.stringify(this.#items.get())) this.#items.set(items)
  }

  /** Forgets what the server has. Where that fails it is sent again, which changes nothing there. */
  async #forget(item: OutboxItem): Promise<void> {
    this.#pauses.delete(item.id)
    await this.#services.store.remove(item.id).catch(() => undefined)
  }

  get #maySend(): boolean {
    const { leader, syncOn } = this.#services
    return leader.get() === 'leader' && syncOn.get()
  }

  #start(ignorePauses: boolean): Promise<void> {
    if (!this.#maySend || this.#closed) return Promise.resolve()
    if (this.#running) {
      this.#again ||= ignorePauses
      return this.#running
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#running = this.#sendAll(ignorePauses).finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        void this.#start(true)
      } else this.#planNext()
    })
    return this.#running
  }

  async #sendAll(ignorePauses: boolean): Promise<void> {
    const tried = new Set<string>()
    for (;;) {
      const items = (await this.#read())?.sort(byTurn) ?? []
      const next = items.find(
        (item) => !tried.has(item.id) && (ignorePauses || this.#turnOf(item) <= this.#services.now()),
      )
      if (!next || this.#closed || !this.#maySend) return
      tried.add(next.id)
      const reached = await this.#try(next)
      await this.#load()
      // Without an answer to one there is none for the others: they keep their own turn for later.
      if (!reached) return
    }
  }

  /** Tries one item; false when there is no use in trying others now: out of reach, or nobody is signed in. */
  async #try(item: OutboxItem): Promise<boolean> {
    const { now, random, onSettled } = this.#services
    try {
      if (item.request.kind === 'job' && !(await this.#isReady(item.projectId, item.request.job))) {
        await this.#postpone({ ...item, nextTryAt: now() + UNSAVED_MS })
        return true
      }
      await this.#send(item)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'cancelled') return false
      // A session that ended is no refusal: what waits goes when somebody has signed in again.
      const isNobody = error.code === 'not-signed-in'
      if (error.isTemporary || isNobody) {
        const pause = error.retryAfter === null ? backoffDelay(item.attempts, random, RETRY) : error.retryAfter * 1_000
        await this.#postpone({
          ...item,
          attempts: item.attempts + 1,
          nextTryAt: now() + pause,
          problem: error.message,
        })
        return error.status !== 0 && !isNobody
      }
      await this.#forget(item)
      onSettled({ item, refusal: error })
      return true
    }
    await this.#forget(item)
    onSettled({ item, refusal: null })
    return true
  }

  #turnOf(item: OutboxItem): number {
    return Math.max(item.nextTryAt, this.#pauses.get(item.id) ?? 0)
  }

  /** Writes down when an item is tried next; on a full disk this tab remembers it. */
  async #postpone(item: OutboxItem): Promise<void> {
    if (this.#calledOff.has(item.id)) return
    this.#pauses.set(item.id, item.nextTryAt)
    await this.#services.store.put(item).catch(() => undefined)
  }

  /** A job goes after its film's changes and the pictures that it is made from; other uploads may take their time. */
  async #isReady(projectId: string, job: GenerationRequest): Promise<boolean> {
    const pictures = picturesIn(job.params)
    const waiting = await this.#services.store.list()
    const first = waiting.some(({ request }) => request.kind === 'upload' && pictures.includes(request.sha256))
    return !first && (await this.#services.isProjectSaved(projectId))
  }

  async #send({ request, attempts }: OutboxItem): Promise<void> {
    const { api, readMedia } = this.#services
    const options = { signal: this.#abort.signal }
    switch (request.kind) {
      case 'upload': {
        if (await api.hasMedia(request.sha256, options)) return
        const file = await readMedia(request.sha256)
        if (file) await api.putMedia(request.sha256, new Blob([file], { type: request.mime }), options)
        return
      }
      case 'lend': {
        if (await api.lendMedia(request.sha256, options)) return
        const file = await readMedia(request.sha256)
        if (file) {
          await api.putMedia(request.sha256, file, options)
          await api.lendMedia(request.sha256, options)
        } else if (attempts < LOAN_TRIES) throw new ApiError('unavailable', 503, 'The file is not on the server yet.')
        return
      }
      case 'job':
        await api.createJob(request.job, options)
        return
      case 'cancel-job':
        await api.cancelJob(request.jobId, options)
        return
      default:
        return assertNever(request)
    }
  }

  #planNext(): void {
    const times = this.#items.get().map((item) => this.#turnOf(item))
    if (times.length === 0 || this.#closed || !this.#maySend) return
    const pause = Math.max(50, Math.min(...times) - this.#services.now())
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      void this.#start(false)
    }, pause)
  }
}

/** Uploads go before loans and jobs, which may need them; within a kind the oldest goes first. */
function byTurn(a: OutboxItem, b: OutboxItem): number {
  const rank = (item: OutboxItem): number => (item.request.kind === 'upload' ? 0 : 1)
  return rank(a) - rank(b) || a.createdAt - b.createdAt
}
