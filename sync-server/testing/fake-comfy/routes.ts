import { empty, json, plain, serverError, type Answer } from './answers.ts'
import type { Engine } from './engine.ts'
import { uploadFile, viewFile } from './file-routes.ts'
import type { Folders } from './folders.ts'
import type { Entry } from './heap.ts'
import { MODEL_FOLDERS } from '#shared/testing/comfy-nodes/model-files.ts'
import { describeAll, describeClass, NODE_CLASSES } from '#shared/testing/comfy-nodes/object-info.ts'
import { postPrompt } from './prompt-route.ts'
import type { Settings } from './settings.ts'
import { FEATURES } from './sockets.ts'

/** A request as the routes see it: path without `/api`, body already read. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: Buffer
}

/** The parts the routes work on. */
export interface Host {
  readonly engine: Engine
  readonly folders: Folders
  readonly settings: Settings
}

/** The answer to one request, in the shapes of the real server, its odd ones included. */
export async function answer(asked: Asked, host: Host): Promise<Answer> {
  try {
    return asked.method === 'POST' ? await answerPost(asked, host) : await answerGet(asked, host)
  } catch {
    return serverError()
  }
}

async function answerGet(asked: Asked, { engine, folders, settings }: Host): Promise<Answer> {
  const [, first = '', second] = asked.path.split('/')
  const name = second === undefined ? null : decodeURIComponent(second)
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return plain('405: Method Not Allowed', 405)
  switch (first) {
    case '':
      return {
        status: 200,
        headers: { 'Content-Type': 'text/html' },
        body: '<!doctype html><title>no pages here</title>',
      }
    case 'prompt':
      return json({ exec_info: { queue_remaining: engine.remaining } })
    case 'queue':
      return json({
        queue_running: engine.running ? [listed(engine.running)] : [],
        queue_pending: engine.pending.items.map(listed),
      })
    case 'history':
      return json(name === null ? wholeHistory(asked.query, engine) : oneOfHistory(name, engine))
    case 'view':
      return viewFile(asked.query, asked.headers, folders)
    case 'features':
      return json(FEATURES)
    case 'system_stats':
      return json(systemStats(settings))
    case 'models':
      if (name === null) return json(Object.keys(MODEL_FOLDERS))
      return MODEL_FOLDERS[name] ? json(MODEL_FOLDERS[name]) : empty(404)
    case 'embeddings':
      return json([])
    case 'object_info': {
      if (name === null) return json(describeAll(folders.inputFiles()))
      const known = NODE_CLASSES[name]
      return json(known ? { [name]: describeClass(name, known, folders.inputFiles()) } : {})
    }
    default:
      return { status: 404, headers: { 'Content-Type': 'application/octet-stream' }, body: '' }
  }
}

async function answerPost(asked: Asked, host: Host): Promise<Answer> {
  const { engine, folders } = host
  const body = asked.body.toString('utf8')
  switch (asked.path) {
    case '/prompt':
      return postPrompt(body, host)
    case '/queue': {
      const wish = JSON.parse(body) as { clear?: boolean; delete?: string[] }
      if (wish.clear) engine.pending.clear()
      for (const id of wish.delete ?? []) engine.pending.remove(id)
      return empty()
    }
    case '/interrupt':
      engine.interrupt(interruptTarget(body))
      return empty()
    case '/history': {
      const wish = JSON.parse(body) as { clear?: boolean; delete?: string[] }
      if (wish.clear) engine.history.clear()
      for (const id of wish.delete ?? []) engine.history.delete(id)
      return empty()
    }
    case '/free': {
      const wish = JSON.parse(body) as { free_memory?: boolean }
      if (wish.free_memory) engine.dropCache()
      return empty()
    }
    case '/upload/image':
      return uploadFile(asked.headers.get('content-type') ?? '', asked.body, folders)
    default:
      return { status: 404, headers: { 'Content-Type': 'application/octet-stream' }, body: '' }
  }
}

/** JSON that cannot be read counts as "stop whatever runs"; a list is an error of the server. */
function interruptTarget(body: string): string | null {
  let wish: unknown
  try {
    wish = JSON.parse(body)
  } catch {
    return null
  }
  if (Array.isArray(wish)) throw new TypeError('list has no attribute get')
  const id = (wish as { prompt_id?: unknown }).prompt_id
  return typeof id === 'string' && id !== '' ? id : null
}

function listed(entry: Entry): unknown[] {
  return [entry.number, entry.promptId, entry.graph, entry.extraData, entry.outputs]
}

function oneOfHistory(promptId: string, engine: Engine): Record<string, unknown> {
  const entry = engine.history.get(promptId)
  return entry ? { [promptId]: entry } : {}
}

function wholeHistory(query: URLSearchParams, engine: Engine): Record<string, unknown> {
  const limit = query.get('max_items')
  const offset = query.get('offset')
  if ([limit, offset].some((text) => text !== null && !/^-?\d+$/.test(text))) throw new TypeError('bad number')
  const all = [...engine.history]
  const count = limit === null ? all.length : Number(limit)
  const from = offset === null ? Math.max(0, all.length - count) : Number(offset)
  return Object.fromEntries(all.slice(from, from + count))
}

function systemStats(settings: Settings): unknown {
  const memory = { vram_total: 25757220864, vram_free: 24000000000, torch_vram_total: 0, torch_vram_free: 0 }
  return {
    system: {
      os: settings.version === '0.8.0' ? 'linux' : 'posix',
      ram_total: 67000000000,
      ram_free: 50000000000,
      comfyui_version: settings.version,
      required_frontend_version: '1.35.9',
      installed_templates_version: null,
      required_templates_version: '0.7.67',
      python_version: '3.11.7 (main)',
      pytorch_version: '2.9.1+cu128',
      embedded_python: false,
      argv: ['main.py', '--listen', '127.0.0.1'],
    },
    devices: [{ name: 'cuda:0 NVIDIA GeForce RTX 4090', type: 'cuda', index: 0, ...memory }],
  }
}
