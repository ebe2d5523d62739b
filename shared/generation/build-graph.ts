import type { GenerationKind, Preset } from '../model/settings.ts'
import { FLUX_SPEED_LORAS } from './companion-files.ts'
import { detectModelType } from './detect-model-type.ts'
import { buildFluxDev } from './flux-dev.ts'
import type { GraphPlan, LoraUse } from './graph-plan.ts'
import { describeMissing, GraphWriter, type MissingOnHost } from './graph-writer.ts'
import type { HostCapabilities } from './host-capabilities.ts'
import { hostLoras, listedLora } from './host-models.ts'
import { MODEL_FAMILIES, type ModelFamily, type ModelType, type PresetValues, type Size } from './model-types.ts'
import { buildSdxl } from './sdxl.ts'
import { framesForSeconds, nativeSize, snapFrames, snapSize } from './sizes.ts'
import { buildWan21 } from './wan-2-1.ts'
import type { WorkflowGraph } from './workflow-graph.ts'

/** What is asked for. What is absent is chosen from the family's preset and the film's shape. */
export interface GraphRequest {
  readonly kind: GenerationKind
  /** Model file, verbatim as the host lists it. */
  readonly model: string
  /** Overrides what the file name tells. */
  readonly modelType?: ModelType | undefined
  readonly prompt: string
  readonly negativePrompt: string
  readonly seed: number
  /** The film's picture, which decides the default size. */
  readonly film: Size
  readonly preset?: Preset | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly steps?: number | undefined
  readonly cfg?: number | undefined
  readonly sampler?: string | undefined
  readonly scheduler?: string | undefined
  readonly guidance?: number | undefined
  readonly shift?: number | undefined
  readonly denoise?: number | undefined
  /** Length of the clip to fill; used for videos. */
  readonly seconds?: number | undefined
  /** Exact number of frames; wins over `seconds`. */
  readonly frames?: number | undefined
  readonly loras?: readonly LoraUse[] | undefined
  /** The start picture as the host's input folder names it. */
  readonly startImage?: string | null | undefined
  readonly refiner?: string | undefined
  readonly filenamePrefix: string
}

/** A value that could not be used as asked. */
export interface Correction {
  readonly field: 'width' | 'height' | 'frames'
  readonly asked: number
  readonly used: number
}

/** A graph that is ready to be sent, and what will come out of it. */
export interface BuiltGraph {
  readonly ok: true
  readonly modelType: ModelType
  readonly graph: WorkflowGraph
  /** The nodes whose results are the take. */
  readonly outputNodeIds: readonly string[]
  /** All values as they are really used: the body of the recipe. */
  readonly plan: GraphPlan
  readonly corrections: readonly Correction[]
  /** Things a person should know though the graph can run. */
  readonly notices: readonly string[]
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

type Builder = (writer: GraphWriter, plan: GraphPlan) => readonly string[]

const BUILDERS: Partial<Record<ModelType, Builder>> = {
  flux_dev: buildFluxDev,
  sdxl: buildSdxl,
  wan_2_1: buildWan21,
}

/** Members of a family that want another graph than the family's builder makes. */
const OTHER_GRAPH = new Set(['kontext', 'fill', 'control', 'refiner', 'vace', 'flf2v', 'special'])

/** Sampling values of family members that differ from the family's presets. */
const VARIANT_PRESETS: Readonly<Record<string, Readonly<Record<Preset, PresetValues>>>> = {
  schnell: {
    fast: { steps: 4, cfg: 1, sampler: 'euler', scheduler: 'simple' },
    quality: { steps: 4, cfg: 1, sampler: 'euler', scheduler: 'simple' },
  },
  'few-step': {
    fast: { steps: 6, cfg: 1, sampler: 'euler', scheduler: 'sgm_uniform' },
    quality: { steps: 8, cfg: 1, sampler: 'euler', scheduler: 'sgm_uniform' },
  },
}

/** How much of a start picture is made anew unless the request says so. */
const DEFAULT_DENOISE = 0.65
const DEFAULT_GUIDANCE = 3.5
const DEFAULT_SHIFT = 8

/**
 * Whether the model only works with a start picture. Asked before a picture is looked for and uploaded.
 */
export function needsStartImage(model: string, modelType?: ModelType): boolean {
  const detected = detectModelType(model)
  return (modelType ?? detected.type) === 'wan_2_1' && detected.variant === 'i2v'
}

/** Builds the graph for a request on one host, or says what stands in the way. Pure: the same input, the same graph. */
export function buildGraph(request: GraphRequest, host: HostCapabilities): BuiltGraph | GraphRefusal {
  const detected = detectModelType(request.model)
  const type = request.modelType ?? detected.type
  if (type === null) {
    return refuse(
      'unknown-model',
      `The file name "${request.model}" does not say what kind of model it is. Choose its type.`,
    )
  }
  const family = MODEL_FAMILIES[type]
  const variant = detected.type === type ? detected.variant : null
  const build = BUILDERS[type]
  if (!build) return refuse('not-buildable', `${family.label} models cannot be run yet. Choose another model.`)
  if (variant !== null && OTHER_GRAPH.has(variant)) {
    return refuse(
      'not-buildable',
      `"${request.model}" is a special ${family.label} model (${variant}) that cannot be run yet.`,
    )
  }
  if (!family.kinds.includes(request.kind)) {
    return refuse('wrong-kind', `${family.label} makes ${family.kinds.join(' and ')} takes, not ${request.kind} takes.`)
  }
  if (needsStartImage(request.model, type) && !request.startImage) {
    return refuse(
      'needs-picture',
      `"${request.model}" starts from a picture. Make or pick a still for this clip first.`,
    )
  }
  const { plan, corrections, notices } = decide(request, family, variant, host)
  if (plan.loras.length > family.maxLoras) {
    return refuse(
      'too-many-loras',
      `${family.label} takes at most ${family.maxLoras} LoRAs, ${plan.loras.length} were asked for.`,
    )
  }
  const writer = new GraphWriter(host)
  const outputNodeIds = build(writer, plan)
  if (writer.missing.length > 0) {
    return refuse('missing-on-host', `${family.label} ${describeMissing(writer.missing)}`, writer.missing)
  }
  return { ok: true, modelType: type, graph: writer.graph, outputNodeIds, plan, corrections, notices }
}

function decide(
  request: GraphRequest,
  family: ModelFamily,
  variant: string | null,
  host: HostCapabilities,
): Pick<BuiltGraph, 'plan' | 'corrections' | 'notices'> {
  const presetName = request.preset ?? 'quality'
  const preset = VARIANT_PRESETS[variant ?? '']?.[presetName] ?? family.presets[presetName]
  const native = nativeSize(family, request.film)
  const asked = { width: request.width ?? native.width, height: request.height ?? native.height }
  const size = snapSize(asked, family.sizeMultiple)
  const frames = decideFrames(request, family)
  // Text-to-video weights take a start picture without a word and ignore it.
  const startImage = family.kinds.includes('video') && variant !== 'i2v' ? null : (request.startImage ?? null)
  const isImageToImage = startImage !== null && request.kind === 'image'
  const speed =
    presetName === 'fast' && request.steps === undefined ? findSpeedLora(family, preset, request, host) : null
  const plan: GraphPlan = {
    kind: request.kind,
    model: request.model,
    variant,
    prompt: request.prompt,
    negativePrompt: request.negativePrompt,
    seed: request.seed,
    ...size,
    steps: request.steps ?? preset.steps,
    cfg: request.cfg ?? preset.cfg,
    sampler: request.sampler ?? preset.sampler,
    scheduler: request.scheduler ?? preset.scheduler,
    guidance: request.guidance ?? DEFAULT_GUIDANCE,
    shift: request.shift ?? DEFAULT_SHIFT,
    denoise: isImageToImage ? (request.denoise ?? DEFAULT_DENOISE) : 1,
    frames: frames.used,
    fps: family.fps ?? 1,
    loras: [
      ...(speed?.lora ? [speed.lora] : []),
      ...(request.loras ?? []).map(({ name, strength }) => ({ name: listedLora(name, hostLoras(host)), strength })),
    ].filter(({ strength }) => strength !== 0),
    startImage,
    refiner: startImage === null ? (request.refiner ?? null) : null,
    filenamePrefix: request.filenamePrefix,
  }
  const corrections = (
    [
      { field: 'width', asked: asked.width, used: size.width },
      { field: 'height', asked: asked.height, used: size.height },
      { field: 'frames', asked: frames.asked, used: frames.used },
    ] as const
  ).filter(({ asked: wanted, used }) => wanted !== used)
  return { plan, corrections, notices: speed?.notice ? [speed.notice] : [] }
}

function decideFrames(request: GraphRequest, family: ModelFamily): { asked: number; used: number } {
  if (family.frames === null || family.fps === null) return { asked: 1, used: 1 }
  if (request.frames !== undefined) return { asked: request.frames, used: snapFrames(request.frames, family.frames) }
  if (request.seconds === undefined) return { asked: family.frames.usual, used: family.frames.usual }
  const used = framesForSeconds(request.seconds, family.fps, family.frames)
  const asked = Math.round(request.seconds * family.fps)
  // Only a real shortfall is worth a word; a frame or two of rounding is not.
  return { asked: Math.abs(asked - used) > family.frames.step ? asked : used, used }
}

/** Few steps rely on a LoRA that was made for them: it is used where the host has it, and missed aloud where not. */
function findSpeedLora(
  family: ModelFamily,
  preset: PresetValues,
  request: GraphRequest,
  host: HostCapabilities,
): { lora: LoraUse | null; notice: string | null } | null {
  if (!preset.needs) return null
  const asked = request.loras ?? []
  if (asked.some(({ name }) => FLUX_SPEED_LORAS.some(({ pattern }) => pattern.test(name)))) return null
  // A full set of LoRAs that a person chose is never pushed over the limit by one of ours.
  const hasRoom = family.type === 'flux_dev' && asked.length < family.maxLoras
  for (const { pattern, strength } of hasRoom ? FLUX_SPEED_LORAS : []) {
    const name = hostLoras(host).find((listed) => pattern.test(listed))
    if (name !== undefined) return { lora: { name, strength }, notice: null }
  }
  return { lora: null, notice: `Fast relies on ${preset.needs}, which is not used here: expect a rough picture.` }
}

function refuse(code: GraphRefusal['code'], message: string, missing: readonly MissingOnHost[] = []): GraphRefusal {
  return { ok: false, code, message, missing }
}
