import { buildGraph, type BuiltGraph } from '../generation/build-graph.ts'
import type { GraphRequest } from '../generation/graph-request.ts'
import { parseObjectInfo, type HostCapabilities } from '../generation/host-capabilities.ts'
import { describeModel } from '../generation/model-families.ts'
import { wellStocked } from './comfy-nodes/well-stocked.ts'

const info = wellStocked()
/** What a server that has everything can run. */
export const host = parseObjectInfo(info)

/** The host without some nodes, and with other files in some lists. */
export function hostWith({ without = [], lists = {} }: { without?: string[]; lists?: Record<string, string[]> }) {
  const changed = structuredClone(info) as Record<string, { input: { required: Record<string, unknown> } }>
  for (const name of without) delete changed[name]
  for (const [place, files] of Object.entries(lists)) {
    const [name, input] = place.split('.') as [string, string]
    changed[name]!.input.required[input] = [files]
  }
  return parseObjectInfo(changed)
}

/** Pictures as they are asked for. */
export const START = { startImage: 'sc/start.png' }
export const BOTH = { ...START, endImage: 'sc/end.png' }
export const refs = (count: number) => ({ references: Array.from({ length: count }, (_, at) => `sc/ref${at}.png`) })

/** What stands in every request. */
export const base = {
  prompt: 'a pier at dusk',
  negativePrompt: 'text',
  seed: 7,
  film: { width: 1280, height: 720 },
  filenamePrefix: 'storycanvas/take',
}

/** The graph of a request; throws where there is none. */
export function built(model: string, request: Partial<GraphRequest> = {}, on: HostCapabilities = host): BuiltGraph {
  const kind = describeModel(model)!.family.kinds[0]!
  const result = buildGraph({ ...base, kind, model, ...request }, on)
  if (!result.ok) throw new Error(result.message)
  return result
}

/** The nodes of a class, each with its id. */
export function nodesOf(result: BuiltGraph, className: string) {
  return Object.entries(result.graph).flatMap(([id, node]) =>
    node.class_type === className ? [[id, node] as const] : [],
  )
}

/** The inputs of the first node of a class; throws where there is none. */
export function inputsOf(result: BuiltGraph, className: string): Record<string, unknown> {
  const [first] = nodesOf(result, className)
  if (!first) throw new Error(`no ${className} in the graph`)
  return first[1].inputs
}

/** LoRAs of no family in particular. */
export const LORAS = ['styles/noir_grain.safetensors', 'styles/watercolour.safetensors', 'add-detail-xl.safetensors']
