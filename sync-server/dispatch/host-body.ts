import { buildGraph, type BuiltGraph, type GraphRefusal } from '#shared/generation/build-graph.ts'
import type { HostCapabilities } from '#shared/generation/host-capabilities.ts'
import { hostLoras, hostModels, type HostModel } from '#shared/generation/host-models.ts'
import { describeModel } from '#shared/generation/model-families.ts'
import type { Preset } from '#shared/model/settings.ts'
import type { ServerTestResult } from '#shared/protocol/queue.ts'
import type { ComfyServer, ComfyServerInfo, ServerModel, ServerPreset } from '#shared/protocol/servers.ts'
import { ComfyClient, type HostQueue, type HostStats } from './comfy-client.ts'
import type { HostState } from './host-pool.ts'
import { describeTrouble } from './host-trouble.ts'

/** How many of our jobs a host has. */
export interface HostLoad {
  readonly running: number
  readonly waiting: number
}

/** A host as lists show it. */
export function hostToBody(state: HostState, load: HostLoad): ComfyServer {
  const { record, online, problem, pingMs, lastSeenAt } = state
  const answers = load.running + load.waiting > 0 ? 'working' : 'online'
  return {
    id: record.id,
    name: record.name,
    url: record.url,
    paused: record.paused,
    status: record.paused ? 'paused' : online === null ? 'unknown' : online ? answers : 'unreachable',
    problem,
    has_credentials: record.credentialsAt !== null,
    waiting: load.waiting,
    ping_ms: pingMs,
    last_seen_at: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
    created_at: new Date(record.createdAt).toISOString(),
  }
}

/** A host with everything it holds. */
export function hostInfoToBody(state: HostState, load: HostLoad, queue: HostQueue | null): ComfyServerInfo {
  const { capabilities, stats } = state
  return {
    ...hostToBody(state, load),
    version: stats?.version ?? null,
    gpus: gpusOf(stats),
    queue: { running: queue?.running.length ?? 0, pending: queue?.waiting.length ?? 0 },
    models: capabilities ? modelsOf(capabilities) : [],
    loras: capabilities ? [...hostLoras(capabilities)] : [],
    node_count: capabilities ? Object.keys(capabilities.classes).length : 0,
    nodes: Object.keys(capabilities?.classes ?? {}).sort(),
  }
}

/** Somebody waits for the outcome, so an address that swallows requests is given up sooner than a busy host. */
const TEST_TIMEOUTS = { quickMs: 6_000, slowMs: 20_000 }

/** Tries an address that is not registered: what is there, or what is wrong and how to put it right. */
export async function testHost(url: string, authorization: string | null): Promise<ServerTestResult> {
  const client = new ComfyClient(url, TEST_TIMEOUTS, authorization)
  const startedAt = performance.now()
  try {
    const stats = await client.systemStats()
    const ping_ms = Math.round(performance.now() - startedAt)
    const models = modelsOf(await client.capabilities())
    return { ok: true, problem: null, fix: null, version: stats.version, ping_ms, gpus: gpusOf(stats), models }
  } catch (error) {
    return { ok: false, ...describeTrouble(url, error), version: null, ping_ms: null, gpus: [], models: [] }
  }
}

function gpusOf(stats: HostStats | null): ComfyServerInfo['gpus'] {
  return (stats?.devices ?? []).map(({ name, vramTotal, vramFree }) => {
    return { name, vram_total: vramTotal, vram_free: vramFree }
  })
}

const modelLists = new WeakMap<HostCapabilities, ServerModel[]>()

/** The base models of a host and what each lacks there. Worked out once for each list that a host has given. */
function modelsOf(host: HostCapabilities): ServerModel[] {
  const known = modelLists.get(host)
  if (known) return known
  const models = hostModels(host).map((model) => modelToBody(model, host))
  modelLists.set(host, models)
  return models
}

function modelToBody(model: HostModel, host: HostCapabilities): ServerModel {
  const kinds = [...(describeModel(model.file)?.family.kinds ?? [])]
  const trial = (preset: Preset): BuiltGraph | GraphRefusal =>
    buildGraph(
      {
        kind: kinds[0] ?? 'image',
        model: model.file,
        preset,
        prompt: '',
        negativePrompt: '',
        seed: 0,
        film: { width: 1280, height: 720 },
        startImage: 'picture.png',
        filenamePrefix: 'storycanvas/take',
      },
      host,
    )
  const quality = trial('quality')
  const fast = trial('fast')
  const common = { name: model.file, folder: model.folder, model_type: model.type, kinds }
  if (!quality.ok || !fast.ok) {
    const { missing, message } = fast.ok ? (quality as GraphRefusal) : fast
    return { ...common, missing: missing.length > 0 ? missing.map(({ what }) => what) : [message], presets: null }
  }
  return { ...common, missing: [], presets: { fast: presetToBody(fast), quality: presetToBody(quality) } }
}

function presetToBody({ plan, lack }: BuiltGraph): ServerPreset {
  const lacks = lack && { what: lack.what, files: [...lack.files], steps_without: lack.stepsWithout }
  return { steps: plan.steps, lacks }
}
