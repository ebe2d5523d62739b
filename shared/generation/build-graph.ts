import { interpolatedFrames } from './finish-pictures.ts'
import type { GraphPlan } from './graph-plan.ts'
import type { GraphRequest } from './graph-request.ts'
import { describeMissing, GraphWriter, type MissingOnHost } from './graph-writer.ts'
import type { HostCapabilities } from './host-capabilities.ts'
import { hostModels } from './host-models.ts'
import { BUILDERS, describeModel, type KnownModel } from './model-families.ts'
import type { ModelType } from './model-types.ts'
import { planGraph, wantedLoras, type Decision } from './plan-graph.ts'
import type { WorkflowGraph } from './workflow-graph.ts'

/** What comes out of a graph. */
export interface GraphOutput {
  /** Pixels. Where the plan keeps the shape of a picture these are no more than likely. */
  readonly width: number
  readonly height: number
  /** 1 for a still. */
  readonly frames: number
  /** Frames per second; meaningless for a still. */
  readonly fps: number
}

/** A graph that is ready to be sent, and what will come out of it. */
export interface BuiltGraph extends Decision {
  readonly ok: true
  readonly modelType: ModelType
  readonly graph: WorkflowGraph
  /** The nodes whose results are the take. */
  readonly outputNodeIds: readonly string[]
  readonly output: GraphOutput
}

/** Why a graph cannot be built. */
export interface GraphRefusal {
  readonly ok: false
  readonly code:
    'unknown-model' | 'not-buildable' | 'wrong-kind' | 'needs-picture' | 'too-many-loras' | 'missing-on-host'
  /** In a person's words, without a full stop where `missing` continues it. */
  readonly message: string
  /** Empty unless the code is `missing-on-host`. */
  readonly missing: readonly MissingOnHost[]
}

/**
 * Whether the model only works with a picture. Asked before a picture is looked for and uploaded.
 */
export function needsStartImage(model: string, modelType?: ModelType): boolean {
  const pictures = describeModel(model, modelType)?.family.pictures
  return pictures !== undefined && (pictures.start === 'must' || pictures.references.min > 0)
}

/** Builds the graph for a request on one host, or says what stands in the way. Pure: the same input, the same graph. */
export function buildGraph(request: GraphRequest, host: HostCapabilities): BuiltGraph | GraphRefusal {
  const known = describeModel(request.model, request.modelType)
  if (known === null) {
    return refuse(
      'unknown-model',
      `The file name "${request.model}" does not say what kind of model it is. Choose its type.`,
    )
  }
  const refusal = refuseKind(request, known)
  if (refusal !== null) return refusal
  const decision = planGraph(request, known, host)
  const { plan } = decision
  const { type, label, maxLoras } = known.family
  const wanted = wantedLoras(request, host).length
  if (wanted > maxLoras) {
    return refuse('too-many-loras', `${label} takes at most ${maxLoras} LoRAs, ${wanted} were asked for.`)
  }
  const writer = new GraphWriter(host)
  const outputNodeIds = BUILDERS[type](writer, plan)
  if (writer.missing.length > 0) {
    return refuse('missing-on-host', `${label} ${describeMissing(writer.missing)}`, writer.missing)
  }
  return { ok: true, modelType: type, graph: writer.graph, outputNodeIds, output: outputOf(plan), ...decision }
}

/** Models of the same family on a host that could run a request which the asked one cannot. At most three. */
export function couldRunInstead(request: GraphRequest, host: HostCapabilities): readonly string[] {
  const type = describeModel(request.model, request.modelType)?.family.type
  return hostModels(host)
    .filter((model) => model.type === type && model.file !== request.model)
    .filter(({ file }) => buildGraph({ ...request, model: file, modelType: undefined }, host).ok)
    .slice(0, 3)
    .map(({ file }) => file)
}

/** Reasons that hold on every host. */
function refuseKind(request: GraphRequest, { family, refusal }: KnownModel): GraphRefusal | null {
  const { label, kinds, pictures } = family
  if (refusal !== null) {
    return refuse('not-buildable', `"${request.model}" is a special ${label} model: ${refusal}.`)
  }
  if (!kinds.includes(request.kind)) {
    return refuse('wrong-kind', `${label} makes ${kinds.join(' and ')} takes, not ${request.kind} takes.`)
  }
  const isGiven = Boolean(request.startImage) || (request.references ?? []).length > 0
  if ((pictures.start === 'must' || pictures.references.min > 0) && !isGiven) {
    return refuse(
      'needs-picture',
      `"${request.model}" starts from a picture. Make or pick a still for this clip first.`,
    )
  }
  return null
}

function outputOf({ width, height, frames, fps, upscale, interpolate }: GraphPlan): GraphOutput {
  const factor = upscale?.factor ?? 1
  return {
    width: Math.round(width * factor),
    height: Math.round(height * factor),
    frames: interpolatedFrames(frames, interpolate),
    fps: fps * interpolate,
  }
}

function refuse(code: GraphRefusal['code'], message: string, missing: readonly MissingOnHost[] = []): GraphRefusal {
  return { ok: false, code, message, missing }
}
