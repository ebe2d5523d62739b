import { isLink, type WorkflowGraph } from '#shared/generation/workflow-graph.ts'
import type { PromptEvent } from './comfy-socket-messages.ts'

/** How far a whole run has come. */
export interface RunProgress {
  /** 0 to 1, never falling; 1 only when the host said that it has finished. */
  readonly fraction: number
  /** Steps done and to do, over all samplers of the graph; 0 of 0 where it has none. */
  readonly step: number
  readonly steps: number
  /** The node that is executing, as the graph names it. */
  readonly nodeId: string | null
  readonly nodeClass: string | null
}

const SAMPLERS = new Set(['KSampler', 'KSamplerAdvanced', 'SamplerCustom', 'SamplerCustomAdvanced'])
/** Share of the whole that all samplers have together, against the sum of the weights below. */
const SAMPLING_WEIGHT = 100
const DEFAULT_STEPS = 20

interface NodeShare {
  readonly weight: number
  readonly isSampler: boolean
  steps: number
  /** 0 to 1. */
  done: number
  step: number
}

/**
 * Adds the single counts of a graph's nodes up to one: ComfyUI counts each sampler from 0 anew and says nothing about
 * the whole. Messages may repeat or come late; nothing ever goes back.
 */
export class ProgressMeter {
  private readonly graph: WorkflowGraph
  private readonly shares: ReadonlyMap<string, NodeShare>
  private readonly total: number
  private best = 0
  private bestStep = 0
  private current: string | null = null

  constructor(graph: WorkflowGraph) {
    this.graph = graph
    const samplerSteps = new Map(
      Object.keys(graph)
        .filter((id) => SAMPLERS.has(graph[id]?.class_type ?? ''))
        .map((id) => [id, stepsOfSampler(graph, id)]),
    )
    const allSteps = [...samplerSteps.values()].reduce((sum, steps) => sum + steps, 0)
    this.shares = new Map(
      Object.entries(graph).map(([id, node]) => {
        const steps = samplerSteps.get(id)
        const weight = steps === undefined ? weightOf(node.class_type) : (SAMPLING_WEIGHT * steps) / allSteps
        return [id, { weight, isSampler: steps !== undefined, steps: steps ?? 0, done: 0, step: 0 }]
      }),
    )
    this.total = [...this.shares.values()].reduce((sum, share) => sum + share.weight, 0)
  }

  /** Takes in what the host said. True where the progress that shows has changed. */
  take(event: PromptEvent): boolean {
    const before = JSON.stringify(this.progress)
    if (event.type === 'cached') for (const id of event.nodeIds) this.finish(id)
    if (event.type === 'executing') this.execute(event.nodeId)
    if (event.type === 'progress') {
      for (const node of event.nodes) {
        if (node.finished) this.finish(node.nodeId)
        else this.advance(node.nodeId, node.value, node.max)
      }
    }
    if (event.type === 'success') for (const id of this.shares.keys()) this.finish(id)
    this.best = Math.max(this.best, this.sum())
    this.bestStep = Math.max(
      this.bestStep,
      this.samplers().reduce((sum, share) => sum + share.step, 0),
    )
    return JSON.stringify(this.progress) !== before
  }

  get progress(): RunProgress {
    const steps = this.samplers().reduce((sum, share) => sum + share.steps, 0)
    return {
      fraction: this.best,
      step: Math.min(this.bestStep, steps),
      steps,
      nodeId: this.current,
      nodeClass: this.current === null ? null : (this.graph[this.current]?.class_type ?? null),
    }
  }

  private execute(nodeId: string): void {
    const id = this.known(nodeId)
    if (id === null || id === this.current) return
    if (this.current !== null) this.finish(this.current)
    this.current = id
  }

  private advance(nodeId: string, value: number, max: number): void {
    const id = this.known(nodeId)
    const share = id === null ? undefined : this.shares.get(id)
    if (!share || !(max > 0) || !Number.isFinite(value)) return
    share.done = Math.max(share.done, Math.min(1, Math.max(0, value / max)))
    // `progress_state` begins each node as 0 of 1, before it knows its steps.
    if (!share.isSampler || value <= 0) return
    share.steps = max
    share.step = Math.max(share.step, Math.min(value, max))
  }

  private finish(nodeId: string): void {
    const id = this.known(nodeId)
    const share = id === null ? undefined : this.shares.get(id)
    if (!share) return
    share.done = 1
    share.step = share.steps
  }

  /** The graph's own id of a node; parts of a node that expands are called `20.0.0.1`. */
  private known(nodeId: string): string | null {
    if (this.shares.has(nodeId)) return nodeId
    const parent = nodeId.split('.')[0] ?? ''
    return this.shares.has(parent) ? parent : null
  }

  private sum(): number {
    if (this.total === 0) return 0
    const done = [...this.shares.values()].reduce((sum, share) => sum + share.weight * share.done, 0)
    return Math.min(1, done / this.total)
  }

  private samplers(): NodeShare[] {
    return [...this.shares.values()].filter((share) => share.isSampler)
  }
}

/** What a node takes in time beside a sampler: a rough guess that only decides how evenly the bar moves. */
function weightOf(nodeClass: string): number {
  if (nodeClass === 'ImageUpscaleWithModel') return 20
  if (nodeClass.startsWith('VAE') && nodeClass !== 'VAELoader') return 8
  if (/Loader/.test(nodeClass)) return 4
  if (nodeClass.startsWith('Save')) return 2
  return 0.5
}

/** Steps of a sampler: its own, or those of the scheduler that feeds it; a part of them where it runs a part. */
function stepsOfSampler(graph: WorkflowGraph, id: string): number {
  const inputs = graph[id]?.inputs ?? {}
  const steps = ownSteps(graph, id) ?? DEFAULT_STEPS
  const first = typeof inputs.start_at_step === 'number' ? inputs.start_at_step : 0
  const last = typeof inputs.end_at_step === 'number' ? Math.min(inputs.end_at_step, steps) : steps
  return Math.max(1, last - first)
}

function ownSteps(graph: WorkflowGraph, id: string): number | null {
  const { steps, sigmas } = graph[id]?.inputs ?? {}
  if (typeof steps === 'number') return steps
  return isLink(sigmas) ? ownSteps(graph, sigmas[0]) : null
}
