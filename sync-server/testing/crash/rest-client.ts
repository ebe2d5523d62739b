import { createHash, randomUUID } from 'node:crypto'
import type { Recipe } from '#shared/model/recipe.ts'

/** A file that any server takes, different for each prompt. */
export function aRecipeFile(prompt: string): { readonly sha256: string; readonly content: string } {
  const content = JSON.stringify({ ...RECIPE, prompt })
  return { sha256: createHash('sha256').update(content).digest('hex'), content }
}

const RECIPE: Recipe = {
  version: 1,
  kind: 'image',
  backend: 'sketch',
  prompt: '',
  negativePrompt: '',
  model: 'sketch',
  modelType: null,
  params: {},
  seed: 1,
  inputs: [],
  graph: null,
  server: null,
  serverVersion: null,
  durationMs: null,
}

/** A script that adds scenes and files over the REST API, and remembers each answer that said it was done. */
export class RestClient {
  readonly #projectId = randomUUID()
  readonly #scenes: string[] = []
  readonly #files = new Map<string, string>()
  #made = false

  /** Adds one thing after the other until the server does not answer any more. */
  async work(url: string): Promise<void> {
    try {
      if (!this.#made) this.#made = await answered(url, 'POST', 'projects', { id: this.#projectId, name: 'Salt' })
      for (;;) {
        const id = randomUUID()
        if (await answered(url, 'POST', 'scenes', { id, project_id: this.#projectId, name: 'Intro' }))
          this.#scenes.push(id)
        const { sha256, content } = aRecipeFile(id.repeat(400))
        if (await answered(url, 'PUT', `media/${sha256}`, content)) this.#files.set(sha256, content)
      }
    } catch (error) {
      // What `fetch` says when the server is gone.
      if (!(error instanceof TypeError)) throw error
    }
  }

  /** What the server at `url` lacks of all that it said was done; null where it lacks nothing. */
  async missingFrom(url: string): Promise<string | null> {
    for (const id of this.#scenes.splice(0)) {
      if (!(await fetch(`${url}/api/v1/scenes/${id}`)).ok) return `scene ${id}, which was answered with 201`
    }
    for (const [sha256, content] of this.#files) {
      if ((await (await fetch(`${url}/media/${sha256}`)).text()) !== content) return `file ${sha256}`
    }
    this.#files.clear()
    return null
  }
}

async function answered(url: string, method: string, path: string, body: unknown): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`)
  return response.status === 201
}
