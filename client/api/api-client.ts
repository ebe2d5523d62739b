import { z } from 'zod'
import { Problem, problemCode } from '#shared/protocol/errors.ts'
import type { ErrorCode } from '#shared/protocol/errors.ts'
import { MediaBody, ProjectBody } from '#shared/protocol/http.ts'
import { Job } from '#shared/protocol/jobs.ts'
import type { GenerationRequest, JobParams } from '#shared/protocol/jobs.ts'
import { PullWorkerBody } from '#shared/protocol/pull-workers.ts'
import { ServerTestResult, type ServerTestBody } from '#shared/protocol/queue.ts'
import { ComfyServer, ComfyServerInfo } from '#shared/protocol/servers.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import { VersionBody } from '#shared/protocol/versions.ts'
import type { ServerInput } from '#shared/protocol/servers.ts'
import { accessCalls } from './access-calls.ts'
import { at, type CallOptions } from './transport.ts'

/** Why a call brought nothing: `offline` and `unreadable` are the client's own, the rest are the server's words. */
export type ApiErrorCode = ErrorCode | 'offline' | 'unreadable' | 'cancelled'

/** A call that failed. The message can be shown as it is. */
export class ApiError extends Error {
  readonly code: ApiErrorCode
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** The whole problem document, where the server sent one. */
  readonly problem: Problem | null
  /** Seconds that the server asked to wait before the next try; null where it did not. */
  readonly retryAfter: number | null

  constructor(
    code: ApiErrorCode,
    status: number,
    message: string,
    options: { problem?: Problem; retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.problem = options.problem ?? null
    this.retryAfter = options.retryAfter ?? null
  }

  /** True where the same call may succeed later without any change: no answer, too busy, or a fault of the server. */
  get isTemporary(): boolean {
    return (
      this.code !== 'cancelled' &&
      (this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500)
    )
  }
}

const Health = z.object({ status: z.string() })
const Hashes = z.object({ sha256: z.array(z.string()) })
/** So many files the server looks for in one call. */
const HASHES_A_CALL = 1_000
/** Lists come bare, or inside an object together with their paging. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.union([z.array(item), z.object({ items: z.array(item) }).transform((page) => page.items)])

/** Calls of the REST API, with parsed answers. Every method throws an `ApiError`. */
export type ApiClient = ReturnType<typeof createApiClient>

/** What the client talks through; tests pass an address and a fetch of their own. */
export interface ApiClientOptions {
  /** Origin of the server; empty for the page's own. */
  readonly origin?: string
  readonly fetch?: typeof fetch
  /** Whether nothing is to be sent: a person has switched syncing off. */
  readonly isOff?: () => boolean
  /** Hears that a call was refused because nobody is signed in. */
  readonly onNobody?: () => void
}

/** A client of the REST API, v1. */
export function createApiClient({
  origin = '',
  fetch: send = (input, init) => fetch(input, init),
  isOff = () => false,
  onNobody,
}: ApiClientOptions = {}) {
  async function call(path: string, init: RequestInit, { signal }: CallOptions = {}): Promise<Response> {
    if (isOff())
      throw new ApiError('offline', 0, 'Syncing is switched off on this device. Switch it on in Settings, Sync.')
    let response: Response
    try {
      response = await send(origin + path, { ...init, ...(signal ? { signal } : {}) })
    } catch (cause) {
      if (signal?.aborted) throw new ApiError('cancelled', 0, 'The request was cancelled.', { cause })
      throw new ApiError('offline', 0, 'The server is not answering. Your work is safe on this device.', { cause })
    }
    if (response.status === 401) onNobody?.()
    if (!response.ok) throw await errorOf(response)
    return response
  }

  async function parsed<T extends z.ZodType>(schema: T, response: Response): Promise<z.output<T>> {
    let body: unknown
    try {
      body = await response.json()
    } catch (cause) {
      throw unreadable(response, cause)
    }
    const result = schema.safeParse(body)
    if (!result.success) throw unreadable(response, result.error)
    return result.data
  }

  const get = async <T extends z.ZodType>(path: string, schema: T, options?: CallOptions) =>
    parsed(schema, await call(path, { headers: { accept: 'application/json' } }, options))
  const write = async <T extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: T,
    options?: CallOptions,
  ) => parsed(schema, await call(path, jsonRequest(method, body), options))
  const remove = async (path: string, options?: CallOptions): Promise<void> => {
    await call(path, { method: 'DELETE' }, options)
  }
  /** Which of these files the server does not have. */
  const missingMedia = async (hashes: readonly string[], options?: CallOptions): Promise<string[]> => {
    const missing: string[] = []
    for (let from = 0; from < hashes.length; from += HASHES_A_CALL) {
      const sha256 = hashes.slice(from, from + HASHES_A_CALL)
      missing.push(...(await write('POST', '/api/v1/media/missing', { sha256 }, Hashes, options)).sha256)
    }
    return missing
  }

  return {
    /** Who may come in, and what they may do. */
    access: accessCalls({ get, write, remove }),

    /** Resolves when the server answers. */
    health: (options?: CallOptions) => get('/api/v1/health', Health, options),

    /** Films that the server knows. */
    listProjects: (options?: CallOptions) => get('/api/v1/projects', listOf(ProjectBody), options),
    deleteProject: (id: string, options?: CallOptions) => remove(`/api/v1/projects/${at(id)}`, options),

    /** Uploads a file under its hash; the server checks the hash and looks at what the file really is. */
    putMedia: async (sha256: string, file: Blob, options?: CallOptions) =>
      parsed(
        MediaBody,
        await call(
          `/api/v1/media/${sha256}`,
          { method: 'PUT', body: file, headers: { 'content-type': file.type || 'application/octet-stream' } },
          options,
        ),
      ),
    /** Whether the server has a file. */
    hasMedia: async (sha256: string, options?: CallOptions): Promise<boolean> =>
      !(await missingMedia([sha256], options)).includes(sha256),
    missingMedia,
    /** Lets everybody with an account read a file; false where the server has none that this person may read. */
    lendMedia: async (sha256: string, options?: CallOptions): Promise<boolean> =>
      (await write('POST', '/api/v1/media/lend', { sha256: [sha256] }, Hashes, options)).sha256.includes(sha256),

    /** The versions of a film that the server keeps, newest first. */
    listVersions: (projectId: string, options?: CallOptions) =>
      get(`/api/v1/projects/${at(projectId)}/versions`, listOf(VersionBody), options),
    /** Hands over a version with its packed state. Doing it twice keeps it once, with the name given last. */
    putVersion: async (version: FilmVersion, packed: Uint8Array, options?: CallOptions) => {
      const { id, projectId, kind, name, author, at: keptAt } = version
      const query = new URLSearchParams({ kind, at: String(keptAt) })
      if (name !== null) query.set('name', name)
      if (author !== null) query.set('author', author)
      const path = `/api/v1/projects/${at(projectId)}/versions/${at(id)}?${query.toString()}`
      const init = {
        method: 'PUT',
        body: packed as Uint8Array<ArrayBuffer>,
        headers: { 'content-type': 'application/gzip' },
      }
      return parsed(VersionBody, await call(path, init, options))
    },
    /** The packed state of a version. */
    getVersionState: async (projectId: string, id: string, options?: CallOptions): Promise<Uint8Array> => {
      const path = `/api/v1/projects/${at(projectId)}/versions/${at(id)}/state`
      return new Uint8Array(await (await call(path, {}, options)).arrayBuffer())
    },
    renameVersion: (projectId: string, id: string, name: string | null, options?: CallOptions) =>
      write('PUT', `/api/v1/projects/${at(projectId)}/versions/${at(id)}/name`, { name }, VersionBody, options),
    deleteVersion: (projectId: string, id: string, options?: CallOptions) =>
      remove(`/api/v1/projects/${at(projectId)}/versions/${at(id)}`, options),

    /** Every job that the server remembers, or those of one film. */
    listJobs: (projectId?: string, options?: CallOptions) =>
      get(`/api/v1/queue/jobs${projectId ? `?project_id=${at(projectId)}` : ''}`, listOf(Job), options),
    /** Asks for a take. Asking twice with one id makes one job. */
    createJob: (request: GenerationRequest, options?: CallOptions) =>
      write('POST', '/api/v1/generation', request, Job, options),
    cancelJob: (id: string, options?: CallOptions) =>
      write('POST', `/api/v1/queue/jobs/${at(id)}/cancel`, {}, Job, options),
    /** Tries a failed job again as a new one, with changed parameters where given. */
    retryJob: (id: string, params?: JobParams, options?: CallOptions) =>
      write('POST', `/api/v1/queue/jobs/${at(id)}/retry`, params ? { params } : {}, Job, options),
    setJobPriority: (id: string, priority: number, options?: CallOptions) =>
      write('PUT', `/api/v1/queue/jobs/${at(id)}/priority`, { priority }, Job, options),

    listServers: (options?: CallOptions) => get('/api/v1/comfyui/servers', listOf(ComfyServer), options),
    getServer: (id: string, options?: CallOptions) =>
      get(`/api/v1/comfyui/servers/${at(id)}/info`, ComfyServerInfo, options),
    addServer: (server: ServerInput, options?: CallOptions) =>
      write('POST', '/api/v1/comfyui/servers', server, ComfyServer, options),
    updateServer: (id: string, server: ServerInput, options?: CallOptions) =>
      write('PUT', `/api/v1/comfyui/servers/${at(id)}`, server, ComfyServer, options),
    /** Tries an address without keeping it. */
    testServer: (test: ServerTestBody, options?: CallOptions) =>
      write('POST', '/api/v1/comfyui/servers/test', test, ServerTestResult, options),
    removeServer: (id: string, options?: CallOptions) => remove(`/api/v1/comfyui/servers/${at(id)}`, options),

    /** Machines that fetch their jobs themselves, oldest first. */
    listWorkers: (options?: CallOptions) => get('/api/v1/queue/servers', listOf(PullWorkerBody), options),
    removeWorker: (id: string, options?: CallOptions) => remove(`/api/v1/queue/servers/${at(id)}`, options),
  }
}

function jsonRequest(method: string, body: unknown): RequestInit {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
  }
}

function unreadable(response: Response, cause: unknown): ApiError {
  return new ApiError(
    'unreadable',
    response.status,
    'The server gave an answer that this version cannot read. Reload the app, or update the server.',
    { cause },
  )
}

async function errorOf(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? seconds : null
  const body: unknown = await response.json().catch(() => null)
  const parsed = Problem.safeParse(body)
  if (parsed.success) {
    return new ApiError(problemCode(parsed.data), response.status, parsed.data.detail, {
      problem: parsed.data,
      retryAfter,
    })
  }
  // A gateway in front of a stopped server answers in its own words.
  const code = response.status >= 500 ? 'unavailable' : 'unreadable'
  return new ApiError(code, response.status, `The server answered ${response.status}.`, { retryAfter })
}
