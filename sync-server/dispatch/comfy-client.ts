import { z } from 'zod'
import { parseObjectInfo, type HostCapabilities } from '#shared/generation/host-capabilities.ts'
import { downloadFile, type Download, type DownloadLimits } from './comfy-download.ts'
import { askJson, askText, statusError, type ComfyRequest, type HostAddress } from './comfy-http.ts'
import {
  HistoryAnswer,
  QueueAnswer,
  SystemStatsAnswer,
  UploadAnswer,
  type HistoryEntry,
  type OutputFile,
} from './comfy-messages.ts'
import { submitPrompt, type PromptSubmission, type SubmitVerdict } from './comfy-submit.ts'

const MB = 1024 * 1024
/** Garbage collection and model loading hold a host up for seconds; less than this would call a busy host dead. */
const QUICK_MS = 15_000
/** The host does nothing else while it writes its whole list of classes. */
const SLOW_MS = 60_000

const CapabilitiesAnswer = z
  .record(z.string(), z.unknown())
  .transform(parseObjectInfo)
  .refine((host) => Object.keys(host.classes).length > 0)

/** What a host says about itself. */
export interface HostStats {
  readonly version: string | null
  /** Bytes. */
  readonly devices: readonly { name: string; type: string; vramTotal: number; vramFree: number }[]
}

/** Ids of what runs and what waits, in the order in which the host will take them. */
export interface HostQueue {
  readonly running: readonly string[]
  readonly waiting: readonly string[]
}

/** Where a prompt is. `unknown` once is no proof that it is lost: ask again first. */
export type PromptPlace =
  | { readonly place: 'waiting'; readonly ahead: number }
  | { readonly place: 'running' }
  | { readonly place: 'ended'; readonly entry: HistoryEntry }
  | { readonly place: 'unknown' }

/** What cancelling did. An interrupted run may still end as done when it was in its last node. */
export type CancelEffect = 'removed' | 'interrupted' | 'ended' | 'unknown'

/** An uploaded file. `reference` is how a graph names it. */
export interface UploadedFile {
  readonly filename: string
  readonly subfolder: string
  readonly reference: string
}

/** A file to be put into the host's input folder. */
export interface Upload {
  readonly bytes: Uint8Array
  readonly filename: string
  readonly mime: string
  readonly subfolder?: string
}

/** All calls of one host. Every one is bounded in time and size and throws ComfyError, or the signal's reason. */
export class ComfyClient implements HostAddress {
  readonly baseUrl: string
  readonly authorization: string | null
  private readonly timeouts: { quickMs: number; slowMs: number }

  /** `baseUrl` has no slash at its end. The timeouts are for tests. */
  constructor(
    baseUrl: string,
    timeouts: Partial<{ quickMs: number; slowMs: number }> = {},
    authorization: string | null = null,
  ) {
    this.baseUrl = baseUrl
    this.authorization = authorization
    this.timeouts = { quickMs: QUICK_MS, slowMs: SLOW_MS, ...timeouts }
  }

  async systemStats(signal?: AbortSignal): Promise<HostStats> {
    const stats = await askJson(this, SystemStatsAnswer, this.quick('/system_stats', MB, signal))
    return {
      version: stats.system.comfyui_version ?? null,
      devices: stats.devices.map(({ vram_total, vram_free, ...device }) => ({
        ...device,
        vramTotal: vram_total,
        vramFree: vram_free,
      })),
    }
  }

  /** Everything the host can run: several megabytes on a rich host. The caller keeps it. */
  async capabilities(signal?: AbortSignal): Promise<HostCapabilities> {
    const request = { path: '/object_info', maxBytes: 64 * MB, timeoutMs: this.timeouts.slowMs, signal }
    return askJson(this, CapabilitiesAnswer, request)
  }

  async queue(signal?: AbortSignal): Promise<HostQueue> {
    const answer = await askJson(this, QueueAnswer, this.quick('/queue', 64 * MB, signal))
    const waiting = answer.queue_pending.toSorted((one, other) => one[0] - other[0])
    return { running: answer.queue_running.map(([, id]) => id), waiting: waiting.map(([, id]) => id) }
  }

  /** How a prompt ended; null while it waits or runs, and when it is not known. */
  async history(promptId: string, signal?: AbortSignal): Promise<HistoryEntry | null> {
    const path = `/history/${encodeURIComponent(promptId)}`
    const answer = await askJson(this, HistoryAnswer, this.quick(path, 32 * MB, signal))
    return answer[promptId] ?? null
  }

  /** History, then queue, then history again: between the first two a run may end. */
  async locate(promptId: string, signal?: AbortSignal): Promise<PromptPlace> {
    const before = await this.history(promptId, signal)
    if (before) return { place: 'ended', entry: before }
    const { running, waiting } = await this.queue(signal)
    if (running.includes(promptId)) return { place: 'running' }
    const at = waiting.indexOf(promptId)
    if (at !== -1) return { place: 'waiting', ahead: at + running.length }
    const after = await this.history(promptId, signal)
    return after ? { place: 'ended', entry: after } : { place: 'unknown' }
  }

  /** Hands a graph over. Never throws for what the host says or leaves unsaid: the verdict tells. */
  async submit(submission: PromptSubmission, signal?: AbortSignal): Promise<SubmitVerdict> {
    return submitPrompt(this, submission, { ...this.quick('/prompt', 8 * MB, signal), timeoutMs: this.timeouts.slowMs })
  }

  /** Puts a file into the input folder. The name may come back changed: another file may have it already. */
  async upload(upload: Upload, signal?: AbortSignal): Promise<UploadedFile> {
    const form = new FormData()
    form.set('image', new File([new Uint8Array(upload.bytes)], upload.filename, { type: upload.mime }))
    form.set('type', 'input')
    if (upload.subfolder !== undefined) form.set('subfolder', upload.subfolder)
    const answer = await askJson(this, UploadAnswer, {
      method: 'POST',
      path: '/upload/image',
      body: form,
      maxBytes: MB,
      timeoutMs: this.timeouts.slowMs * 5,
      signal,
    })
    const folder = answer.subfolder === '' ? '' : `${answer.subfolder}/`
    return { filename: answer.name, subfolder: answer.subfolder, reference: `${folder}${answer.name}` }
  }

  /** Fetches a result as a stream. Errors of the body are thrown while it is read. */
  async download(file: OutputFile, limits: DownloadLimits, signal?: AbortSignal): Promise<Download> {
    return downloadFile(this, file, { idleMs: this.timeouts.slowMs, ...limits }, signal)
  }

  /**
   * Takes a prompt out of the queue, or stops it when it runs. It may move from one to the other meanwhile, so this
   * looks again after each try.
   */
  async cancel(promptId: string, signal?: AbortSignal): Promise<CancelEffect> {
    let removed = false
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { place } = await this.locate(promptId, signal)
      if (place === 'running') {
        await this.post('/interrupt', { prompt_id: promptId }, signal)
        return 'interrupted'
      }
      if (place === 'ended') return 'ended'
      if (place === 'unknown') return removed ? 'removed' : 'unknown'
      await this.post('/queue', { delete: [promptId] }, signal)
      removed = true
    }
    return 'unknown'
  }

  /** Takes a prompt out of the queue if it has not begun; resolves with whether it did. A run is left alone. */
  async takeBack(promptId: string, signal?: AbortSignal): Promise<boolean> {
    if ((await this.locate(promptId, signal)).place !== 'waiting') return false
    await this.post('/queue', { delete: [promptId] }, signal)
    return (await this.locate(promptId, signal)).place === 'unknown'
  }

  /** Unloads models, and forgets cached results, after the running prompt. */
  async free(signal?: AbortSignal): Promise<void> {
    await this.post('/free', { unload_models: true, free_memory: true }, signal)
  }

  private quick(path: string, maxBytes: number, signal: AbortSignal | undefined): ComfyRequest {
    return { path, maxBytes, timeoutMs: this.timeouts.quickMs, signal }
  }

  private async post(path: string, body: unknown, signal: AbortSignal | undefined): Promise<void> {
    const request = { ...this.quick(path, MB, signal), method: 'POST' as const, body: JSON.stringify(body) }
    const answer = await askText(this, request)
    if (answer.status !== 200) throw statusError(answer.status, answer.text)
  }
}
