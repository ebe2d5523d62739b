import { COMPANIONS } from './companion-files.ts'
import { upscaleFactorOf } from './finish-pictures.ts'
import type { GraphPlan, LoraUse, Upscale } from './graph-plan.ts'
import type { GraphRequest } from './graph-request.ts'
import { listedValues, type HostCapabilities } from './host-capabilities.ts'
import { hostLoras, listedLora } from './host-models.ts'
import type { KnownModel } from './model-families.ts'
import type { ModelFamily, Sampling, SpeedNeed } from './model-types.ts'
import { fitSize, framesForSeconds, nativeSize, snapFrames } from './sizes.ts'

/** A value that could not be used as asked. */
export interface Correction {
  readonly field: 'width' | 'height' | 'frames' | 'fps'
  readonly asked: number
  readonly used: number
}

/** What the few steps of a preset rely on and do not get. */
export interface SpeedLack {
  /** What it is, as a person would read it. */
  readonly what: string
  /** Files that would serve, to be put into `loras`; empty where it is no LoRA. */
  readonly files: readonly string[]
  /** How many steps give a good result without it. */
  readonly stepsWithout: number
}

/** A plan, and what a person should know of it. */
export interface Decision {
  readonly plan: GraphPlan
  readonly corrections: readonly Correction[]
  readonly notices: readonly string[]
  readonly lack: SpeedLack | null
}

/** How much of a start picture is made anew unless the request says so. */
const DEFAULT_DENOISE = 0.65
/** How strongly reference pictures count unless the request says so; more drowns the words. */
const DEFAULT_REFERENCE_STRENGTH = 0.6

/** Makes every choice that a request leaves open, and corrects what the model cannot do. */
export function planGraph(request: GraphRequest, known: KnownModel, host: HostCapabilities): Decision {
  const { family, variant } = known
  const native = nativeSize(family, request.film)
  const asked = { width: request.width ?? native.width, height: request.height ?? native.height }
  const size = fitSize(asked, family)
  const fps = decideFps(request, family)
  const frames = decideFrames(request, family, fps.used)
  const pictures = decidePictures(request, family)
  const speed = decideSampling(request, family, host)
  const isPartlyNew = request.kind === 'image' && family.pictures.start === 'may' && pictures.startImage !== null
  const plan: GraphPlan = {
    kind: request.kind,
    model: request.model,
    variant,
    prompt: request.prompt,
    negativePrompt: request.negativePrompt,
    seed: request.seed,
    ...size,
    keepsShape: family.keepsShape === true && request.width === undefined && request.height === undefined,
    steps: request.steps ?? speed.values.steps,
    cfg: request.cfg ?? speed.values.cfg,
    sampler: request.sampler ?? speed.values.sampler,
    scheduler: request.scheduler ?? speed.values.scheduler,
    guidance: speed.values.guidance === undefined ? null : (request.guidance ?? speed.values.guidance),
    shift: speed.values.shift === undefined ? null : (request.shift ?? speed.values.shift),
    denoise: isPartlyNew ? (request.denoise ?? DEFAULT_DENOISE) : 1,
    frames: frames.used,
    fps: fps.used,
    loras: [...speed.loras, ...wantedLoras(request, host)],
    startImage: pictures.startImage,
    endImage: pictures.endImage,
    references: pictures.references,
    referenceStrength: request.referenceStrength ?? DEFAULT_REFERENCE_STRENGTH,
    faceImage: request.faceImage ?? null,
    refiner: family.refiner && pictures.startImage === null ? (request.refiner ?? null) : null,
    upscale: request.upscale === undefined ? null : chooseUpscaler(request.upscale, request.upscaleModel, host),
    interpolate: request.kind === 'video' ? (request.interpolate ?? 1) : 1,
    filenamePrefix: request.filenamePrefix,
  }
  const corrections = (
    [
      { field: 'width', asked: asked.width, used: size.width },
      { field: 'height', asked: asked.height, used: size.height },
      { field: 'frames', ...frames },
      { field: 'fps', ...fps },
    ] as const
  ).filter(({ asked: wanted, used }) => wanted !== used)
  const unused = request.refiner !== undefined && plan.refiner === null ? ['No refiner is used here.'] : []
  return {
    plan,
    corrections,
    notices: [...(speed.notice === null ? [] : [speed.notice]), ...pictures.notices, ...unused],
    lack: speed.lack,
  }
}

/** LoRAs that somebody asked for and that do something. */
export function wantedLoras({ loras = [] }: GraphRequest, host: HostCapabilities): LoraUse[] {
  return loras
    .filter(({ strength }) => strength !== 0)
    .map(({ name, strength }) => ({ name: listedLora(name, hostLoras(host)), strength }))
}

function decideFps({ fps: asked }: GraphRequest, { fps, fpsRange }: ModelFamily): { asked: number; used: number } {
  if (fps === null) return { asked: 1, used: 1 }
  if (asked === undefined) return { asked: fps, used: fps }
  return { asked, used: fpsRange ? Math.min(Math.max(Math.round(asked), fpsRange.min), fpsRange.max) : fps }
}

function decideFrames(request: GraphRequest, { frames }: ModelFamily, fps: number): { asked: number; used: number } {
  if (frames === null) return { asked: 1, used: 1 }
  if (request.frames !== undefined) return { asked: request.frames, used: snapFrames(request.frames, frames) }
  if (request.seconds === undefined) return { asked: frames.usual, used: frames.usual }
  const used = framesForSeconds(request.seconds, fps, frames)
  const asked = Math.round(request.seconds * fps)
  // Only a real shortfall is worth a word; a frame or two of rounding is not.
  return { asked: Math.abs(asked - used) > frames.step ? asked : used, used }
}

/** Gives each picture its place: where only one kind of place is there, pictures of the other kind take it. */
function decidePictures(
  request: GraphRequest,
  { label, pictures: rule }: ModelFamily,
): Pick<GraphPlan, 'startImage' | 'endImage' | 'references'> & { readonly notices: readonly string[] } {
  const asked = request.references ?? []
  const given = request.startImage ?? null
  const borrows = rule.start === 'must' && given === null
  const startImage = rule.start === 'never' ? null : borrows ? (asked[0] ?? null) : given
  const rest = borrows ? asked.slice(1) : asked
  const all = rule.references.min > 0 && rest.length === 0 && given !== null ? [given] : rest
  const references = all.slice(0, rule.references.max)
  const endImage = rule.end ? (request.endImage ?? null) : null
  const notices = [
    ...(request.endImage && endImage === null ? [`${label} takes no last frame.`] : []),
    ...(all.length > references.length
      ? [
          rule.references.max === 0
            ? `${label} takes no reference pictures.`
            : `${label} takes ${rule.references.max} reference pictures at most, ${all.length} were given.`,
        ]
      : []),
  ]
  return { startImage, endImage, references, notices }
}

interface DecidedSampling {
  readonly values: Sampling
  readonly loras: readonly LoraUse[]
  readonly notice: string | null
  readonly lack: SpeedLack | null
}

/**
 * Few steps rely on LoRAs that were made for them: they are used where the host has them, and missed aloud where not.
 * Then, and where somebody wants more steps, the other values are those of the plain model.
 */
function decideSampling(request: GraphRequest, family: ModelFamily, host: HostCapabilities): DecidedSampling {
  const name = request.preset ?? 'quality'
  const { needs, ...values } = family.presets[name]
  if (needs === undefined) return { values, loras: [], notice: null, lack: null }
  const asked = wantedLoras(request, host)
  const isAsked = asked.some((lora) => needs.loras.flat().some(({ pattern }) => pattern.test(lora.name)))
  if (isAsked) return { values, loras: [], notice: null, lack: null }
  if (request.steps !== undefined && request.steps > values.steps) {
    return { values: needs.without, loras: [], notice: null, lack: null }
  }
  // A full set of LoRAs that a person chose is never pushed over the limit by one of ours.
  const loras = asked.length < family.maxLoras ? findSpeedLoras(needs, hostLoras(host)) : null
  if (loras !== null) return { values, loras, notice: null, lack: null }
  const lack = {
    what: needs.what,
    files: (needs.loras[0] ?? []).map(({ usual }) => usual),
    stepsWithout: needs.without.steps,
  }
  const title = name === 'fast' ? 'Fast' : 'Quality'
  const notice = `${title} relies on ${needs.what}, which is not used here: expect a rough result, or use ${needs.without.steps} steps.`
  return { values: { ...needs.without, steps: values.steps }, loras: [], notice, lack }
}

/** The first set of which a host has every file. */
function findSpeedLoras({ loras }: SpeedNeed, listed: readonly string[]): LoraUse[] | null {
  for (const set of loras) {
    const found = set.flatMap(({ pattern, strength }) => {
      const name = listed.find((file) => pattern.test(file))
      return name === undefined ? [] : [{ name, strength }]
    })
    if (found.length === set.length) return found
  }
  return null
}

/** The model that makes a picture as much larger as asked, else one that makes too much of it, else any. */
function chooseUpscaler(factor: number, wanted: string | undefined, host: HostCapabilities): Upscale {
  const listed = wanted === undefined ? listedValues(host, 'UpscaleModelLoader', 'model_name') : [wanted]
  const fitting = listed
    .map((model) => ({ model, by: upscaleFactorOf(model), factor }))
    .sort((a, b) => Number(a.by < factor) - Number(b.by < factor) || Math.abs(a.by - factor) - Math.abs(b.by - factor))
  return fitting[0] ?? { model: COMPANIONS.upscaler.usual, by: upscaleFactorOf(COMPANIONS.upscaler.usual), factor }
}
