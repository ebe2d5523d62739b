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
}

/** Makes a film with a clip on the server at `url`. */
export async function openLab(url: string): Promise<GenerationLab> {
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
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
  const project = ProjectBody.parse(await make('/projects', { name: 'Salt' }))
  const scene = SceneBody.parse(await make('/scenes', { project_id: project.id, name: 'Intro' }))
  const addClip = async (): Promise<string> => {
    const clip = { scene_id: scene.id, name: 'Opening shot', length: 2, image_prompt: 'cinematic sunrise' }
    return ClipBody.parse(await make('/clips', clip)).id
  }
  const clipId = await addClip()
  const job = async (id: string): Promise<Job> => Job.parse((await call('GET', `/queue/jobs/${id}`)).body)
  return {
    projectId: project.id,
    clipId,
    call,
    job,
    addClip,
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
