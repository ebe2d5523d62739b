import { detectModelType } from './detect-model-type.ts'
import { buildFluxPro, FLUX_PRO } from './families/flux-pro.ts'
import { buildFlux, FLUX_DEV, FLUX_KREA } from './families/flux.ts'
import { buildHidream, HIDREAM } from './families/hidream.ts'
import { buildHunyuanVideo, HUNYUAN_VIDEO } from './families/hunyuan-video.ts'
import { buildLtxVideo, LTX_VIDEO } from './families/ltx-video.ts'
import { buildQwenEdit, QWEN_EDIT } from './families/qwen-edit.ts'
import { buildQwenImage, QWEN_IMAGE } from './families/qwen-image.ts'
import { buildSdxl, ILLUSTRIOUS, PONY, SDXL } from './families/sdxl.ts'
import { buildWan21, WAN_2_1 } from './families/wan-2-1.ts'
import { buildWan22, WAN_2_2 } from './families/wan-2-2.ts'
import type { Builder } from './graph-parts.ts'
import type { FamilyDescription, ModelFamily, ModelType } from './model-types.ts'

/** Every family, by type. */
export const MODEL_FAMILIES: Readonly<Record<ModelType, FamilyDescription>> = {
  flux_dev: FLUX_DEV,
  flux_krea: FLUX_KREA,
  flux_pro: FLUX_PRO,
  sdxl: SDXL,
  pony: PONY,
  illustrious: ILLUSTRIOUS,
  wan_2_1: WAN_2_1,
  wan_2_2: WAN_2_2,
  ltx_video: LTX_VIDEO,
  hunyuan_video: HUNYUAN_VIDEO,
  hidream: HIDREAM,
  qwen_image: QWEN_IMAGE,
  qwen_edit: QWEN_EDIT,
}

/** What builds the graph of each family. */
export const BUILDERS: Readonly<Record<ModelType, Builder>> = {
  flux_dev: buildFlux,
  flux_krea: buildFlux,
  flux_pro: buildFluxPro,
  sdxl: buildSdxl,
  pony: buildSdxl,
  illustrious: buildSdxl,
  wan_2_1: buildWan21,
  wan_2_2: buildWan22,
  ltx_video: buildLtxVideo,
  hunyuan_video: buildHunyuanVideo,
  hidream: buildHidream,
  qwen_image: buildQwenImage,
  qwen_edit: buildQwenEdit,
}

/** A model file with everything that is known of its kind. */
export interface KnownModel {
  /** Which kind of file within the family; null for the plain one. */
  readonly variant: string | null
  /** The family as it is for this kind of file. */
  readonly family: ModelFamily
  /** Why no graph is built for it; null where one is. */
  readonly refusal: string | null
}

/**
 * What is known of a model by its file name: its family, with the values of its own kind of file. Null where the name
 * does not say and nobody else does.
 *
 * @param told the family, where somebody knows better than the name
 */
export function describeModel(file: string, told?: ModelType | null): KnownModel | null {
  const type = told ?? detectModelType(file).type
  if (type === null) return null
  const { members, refused, ...family } = MODEL_FAMILIES[type]
  const variant = variantOf(file, type)
  const member = variant === null ? undefined : members[variant]
  return {
    variant,
    family: { ...family, ...member, presets: { ...family.presets, ...member?.presets } },
    refusal: variant === null ? null : (refused[variant] ?? null),
  }
}

/** What the name tells beside the family, also where somebody else had to tell the family. */
function variantOf(file: string, type: ModelType): string | null {
  const own = detectModelType(file)
  if (own.type === type) return own.variant
  const name = file.split(/[\\/]/).at(-1) ?? file
  const read = detectModelType(`${type}-${name}`)
  return read.type === type ? read.variant : null
}
