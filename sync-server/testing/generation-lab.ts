import { Job, type GenerationRequest, type JobState } from '#shared/protocol/jobs.ts'
import { ClipBody, ProjectBody, SceneBody, type TakeBody } from '#shared/protocol/http.ts'
import { ComfyServer } from '#shared/protocol/servers.ts'
import type { DispatchTiming } from '#server/dispatch/create-dispatch.ts'
import { eventually } from './fake-comfy/eventually.ts'

/** Waits that are short enough for tests and long enough for a busy machine. */
export const FAST: DispatchTiming = {
  pollMs: 40,
  giveUpMs: 800,
  settleMs: 60,
  probeMs: 100,
  retryMs: 20,
  storeMs: 20,
}

/** What an address answered. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A film with one clip on a running server, and what it takes to generate for it. */
export interface GenerationLab {
  readonly projectId: string
  readonly clipId: string
  call(method: string, path: string, body?: unknown): Promise<Answer>
  addServer(url: string, name?: string): Promise<ComfyServer>
  /** Asks for a take of the clip and expects that the job is taken. */
  generate(request?: Partial<GenerationRequest>): Promise<Job>
  job(id: string): Promise<Job>
  /** Waits until the job is in one of these states. */
  until(id: string, ...states: JobState[]): Promise<Job>
  takes(): Promise<readonly TakeBody[]>
  /** Adds another clip to the film; resolves with its id. */
  addClip(): Promise<string>
  /** The same film at another server. */
  at(url: string): GenerationLab
}

interface LabFilm {
  readonly projectId: string
  readonly sceneId: string
  readonly clipId: string
}

/** Makes a film with a clip on the server at `url`. */
export async function openLab(url: string): Promise<GenerationLab> {
  const { make } = callsTo(url)
  const { id: projectId } = ProjectBody.parse(await make('/projects', { name: 'Salt' }))
  const { id: sceneId } = SceneBody.parse(await make('/scenes', { project_id: projectId, name: 'Intro' }))
  const { id: clipId } = ClipBody.parse(await make('/clips', newClip(sceneId)))
  return labAt(url, { projectId, sceneId, clipId })
}

function newClip(sceneId: string): unknown {
  return { scene_id: sceneId, name: 'Opening shot', length: 2, image_prompt: 'cinematic sunrise' }
}

function callsTo(url: string): {
  call: GenerationLab['call']
  make: (path: string, body: unknown) => Promise<unknown>
} {
  const call: GenerationLab['call'] = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return { status: response.status, body: response.status === 204 ? null : await response.json() }
  }
  const make = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await call('POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return { call, make }
}

function labAt(url: string, film: LabFilm): GenerationLab {
  const { call, make } = callsTo(url)
  const { projectId, sceneId, clipId } = film
  const job = async (id: string): Promise<Job> => Job.parse((await call('GET', `/queue/jobs/${id}`)).body)
  return {
    projectId,
    clipId,
    call,
    job,
    addClip: async () => ClipBody.parse(await make('/clips', newClip(sceneId))).id,
    at: (other) => labAt(other, film),
    addServer: async (address, name = 'Attic') =>
      ComfyServer.parse(await make('/comfyui/servers', { name, url: address })),
    generate: async (request = {}) =>
      Job.parse(
        await make('/generation', {
          clip_id: clipId,
          prompt: 'cinematic sunrise, golden hour',
          model: 'sd_xl_base_1.0.safetensors',
          generation_type: 'image',
          params: { width: 64, height: 64, steps: 4 },
          ...request,
        }),
      ),
    until: (id, ...states) =>
      eventually(async () => {
        const now = await job(id)
        if (!states.includes(now.status)) throw new Error(`${id} is ${now.status}: ${now.error?.message ?? ''}`)
        return now
      }),
    takes: async () => ClipBody.parse((await call('GET', `/clips/${clipId}`)).body).generated_content,
  }
}
