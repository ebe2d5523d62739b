import type { Folders } from './folders.ts'
import type { Graph } from './validate.ts'
import sharp from 'sharp'

/** Ids of the nodes that feed this one, in the order of its inputs. */
export function sourcesOf(graph: Graph, id: string): string[] {
  return Object.values(graph[id]?.inputs ?? {}).flatMap((value) =>
    Array.isArray(value) && typeof value[0] === 'string' ? [value[0]] : [],
  )
}

/** What a node's result depends on: its class, its values and, through its links, all before it. */
export function signatureOf(graph: Graph, id: string): string {
  const node = graph[id]
  const inputs = Object.entries(node?.inputs ?? {}).map(([name, value]) =>
    Array.isArray(value) && typeof value[0] === 'string'
      ? [name, signatureOf(graph, value[0]), value[1]]
      : [name, value],
  )
  return JSON.stringify([node?.class_type, inputs])
}

/** The nodes that the outputs need, each after those that feed it. */
export function runningOrder(graph: Graph, outputs: readonly string[]): string[] {
  const order: string[] = []
  const visit = (id: string): void => {
    if (order.includes(id)) return
    for (const source of sourcesOf(graph, id)) visit(source)
    order.push(id)
  }
  for (const id of outputs) visit(id)
  return order
}

/** The nearest number of this name, looking back through the links. */
export function nearestNumber(graph: Graph, from: string, name: string): number | null {
  let level = [from]
  const seen = new Set<string>()
  while (level.length > 0) {
    for (const id of level) {
      const value = graph[id]?.inputs[name]
      if (typeof value === 'number') return value
      seen.add(id)
    }
    level = level.flatMap((id) => sourcesOf(graph, id)).filter((id) => !seen.has(id))
  }
  return null
}

/** Size of the picture a node shows: what the graph says, else that of the picture that was loaded, else 512. */
export async function pictureSize(
  graph: Graph,
  id: string,
  folders: Folders,
): Promise<{ width: number; height: number }> {
  const behind = runningOrder(graph, [id]).map((nodeId) => graph[nodeId])
  const scale = behind.some((node) => node?.class_type === 'ImageUpscaleWithModel') ? 4 : 1
  const width = nearestNumber(graph, id, 'width')
  const height = nearestNumber(graph, id, 'height')
  if (width !== null && height !== null) return { width: width * scale, height: height * scale }
  const loaded = behind.find((node) => node?.class_type === 'LoadImage')
  const size = loaded ? await sharp(folders.readInput(String(loaded.inputs.image))).metadata() : null
  return { width: (size?.width ?? 512) * scale, height: (size?.height ?? 512) * scale }
}

/** How many steps a sampler takes: its own number, the part of it that it runs, or that of the scheduler behind it. */
export function samplerSteps(graph: Graph, id: string): number {
  const inputs = graph[id]?.inputs ?? {}
  const steps = nearestNumber(graph, id, 'steps') ?? 1
  const first = typeof inputs.start_at_step === 'number' ? inputs.start_at_step : 0
  const last = typeof inputs.end_at_step === 'number' ? Math.min(inputs.end_at_step, steps) : steps
  return Math.max(1, last - first)
}
