import { chainModelLoras, loadDiffusionModel, loadPicture, loadTextEncoders, loadVae } from '../graph-loaders.ts'
import { encodePrompts, sample, sampleInTwo, saveClip, shiftModel, clipSize } from '../graph-parts.ts'
import type { GraphPlan } from '../graph-plan.ts'
import type { GraphWriter } from '../graph-writer.ts'
import type { FamilyDescription, SpeedLora } from '../model-types.ts'
import type { NodeLink } from '../workflow-graph.ts'
import { CLIP, EULER, NEEDS_PICTURE, NO_PICTURES, UNI_PC } from './common.ts'
import { guideWan } from './wan-2-1.ts'

const quality = { steps: 20, cfg: 3.5, ...EULER, shift: 8 }
const fast = { steps: 8, cfg: 1, ...EULER, shift: 5 }
const small = { steps: 20, cfg: 5, ...UNI_PC, shift: 8 }

/** The LoRAs that let both experts do with few steps. */
function lightning(task: 't2v' | 'i2v'): readonly (readonly SpeedLora[])[] {
  const part = (noise: 'high' | 'low'): SpeedLora => ({
    pattern: new RegExp(
      `wan.*2[._]?2.*${task}.*(lightx2v|lightning).*${noise}|wan.*2[._]?2.*lightning.*${task}.*${noise}`,
      'i',
    ),
    usual: `wan2.2_${task}_lightx2v_4steps_lora_v1_${noise}_noise.safetensors`,
    strength: 1,
  })
  return [[part('high'), part('low')]]
}

function fastBy(task: 't2v' | 'i2v') {
  const what = `the lightx2v pair of ${task} LoRAs`
  return { ...fast, needs: { what, loras: lightning(task), without: quality } }
}

/** Wan 2.2: two experts that share the steps of a clip, or one small model for words and pictures alike. */
export const WAN_2_2: FamilyDescription = {
  ...CLIP,
  type: 'wan_2_2',
  label: 'Wan 2.2',
  sizeMultiple: 16,
  sizes: [
    { width: 768, height: 768 },
    { width: 832, height: 480 },
    { width: 480, height: 832 },
    { width: 1280, height: 720 },
    { width: 720, height: 1280 },
  ],
  frames: { step: 4, min: 5, max: 81, usual: 81 },
  fps: 16,
  maxLoras: 5,
  pictures: NO_PICTURES,
  presets: { fast: fastBy('t2v'), quality },
  members: {
    i2v: {
      label: 'Wan 2.2 from a picture',
      pictures: { ...NEEDS_PICTURE, end: true },
      presets: { fast: fastBy('i2v'), quality: { ...quality, shift: 5 } },
    },
    '5b': {
      label: 'Wan 2.2 5B',
      sizeMultiple: 32,
      sizes: [
        { width: 1280, height: 704 },
        { width: 704, height: 1280 },
        { width: 960, height: 960 },
      ],
      frames: { step: 4, min: 5, max: 121, usual: 121 },
      fps: 24,
      pictures: { ...NO_PICTURES, start: 'may' },
      presets: {
        fast: { ...small, steps: 8, needs: { what: 'a distilled LoRA for the 5B model', loras: [], without: small } },
        quality: small,
      },
    },
  },
  refused: { special: 'it follows poses, cameras or sounds, which takes a graph of your own' },
}

/** A clip by Wan 2.2. */
export function buildWan22(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  return plan.variant === '5b' ? buildSmall(writer, plan) : buildPair(writer, plan)
}

/** The experts use the VAE of Wan 2.1, and no vision encoder. */
function buildPair(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const { high, low } = expertFiles(plan.model)
  const loaded = (file: string, part: 'high' | 'low', title: string): NodeLink =>
    shiftModel(
      writer,
      plan,
      chainModelLoras(
        writer,
        loadDiffusionModel(writer, file, title),
        plan.loras.filter(
          ({ name }) => partOf(name) === part || (partOf(name) === null && (part === 'low' || high === low)),
        ),
      ),
    )
  const first = loaded(high, 'high', 'Model for high noise')
  const vae = loadVae(writer, 'wanVae')
  const told = encodePrompts(writer, plan, loadTextEncoders(writer, ['umt5'], 'wan'))
  const guide = guideWan(writer, plan, { ...told, vae }, null)
  // A merge of both experts is one model like any other.
  if (high === low) return [saveClip(writer, plan, sample(writer, plan, { model: first, ...guide }), vae)]
  const second = loaded(low, 'low', 'Model for low noise')
  const samples = sampleInTwo(
    writer,
    plan,
    Math.floor(plan.steps / 2),
    { model: first, ...guide },
    { model: second, positive: guide.positive, negative: guide.negative, title: 'Sampler for low noise' },
  )
  return [saveClip(writer, plan, samples, vae)]
}

function buildSmall(writer: GraphWriter, plan: GraphPlan): readonly string[] {
  const weights = chainModelLoras(writer, loadDiffusionModel(writer, plan.model), plan.loras)
  const model = shiftModel(writer, plan, weights)
  const vae = loadVae(writer, 'wan22Vae')
  const told = encodePrompts(writer, plan, loadTextEncoders(writer, ['umt5'], 'wan'))
  const latent = writer.add('Wan22ImageToVideoLatent', {
    vae,
    ...clipSize(plan),
    ...(plan.startImage !== null && { start_image: loadPicture(writer, plan.startImage, 'First frame') }),
  })()
  return [saveClip(writer, plan, sample(writer, plan, { model, ...told, latent }), vae)]
}

/** "high" or "low" as a word of its own, as in `high_noise`, `HIGH` and `HighNoise`. */
const PART_ANY =
  /(?<![A-Za-z])(?:high|low)(?=noise|[^A-Za-z]|$)|(?<![A-Za-z])(?:HIGH|LOW)(?![a-z])|(?:High|Low)(?![a-z])/g
const OTHER_PART: Readonly<Record<string, string>> = {
  high: 'low',
  low: 'high',
  HIGH: 'LOW',
  LOW: 'HIGH',
  High: 'Low',
  Low: 'High',
}

/** A listed file as folder, with its separator, and name. */
function splitName(file: string): readonly [folder: string, name: string] {
  const at = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1
  return [file.slice(0, at), file.slice(at)]
}

/** Which expert a file is of, or is made for; null where its name does not say. */
export function partOf(file: string): 'high' | 'low' | null {
  const [word] = splitName(file)[1].match(PART_ANY) ?? []
  return word === undefined ? null : word.toLowerCase() === 'high' ? 'high' : 'low'
}

/** Both files of a pair, from the name of either: they differ in that word alone. One file serves as both without it. */
export function expertFiles(file: string): { readonly high: string; readonly low: string } {
  const [folder, name] = splitName(file)
  const other = folder + name.replaceAll(PART_ANY, (word) => OTHER_PART[word] ?? word)
  return partOf(file) === 'low' ? { high: other, low: file } : { high: file, low: other }
}
