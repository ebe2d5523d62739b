import type { PictureRule, Size } from '../model-types.ts'

/** What stands in every description of a family of stills. */
export const STILL = { kinds: ['image'], frames: null, fps: null } as const

/** What stands in every description of a family of clips. */
export const CLIP = { kinds: ['video'] } as const

/** Samplers that several families are used with. */
export const EULER = { sampler: 'euler', scheduler: 'simple' } as const
export const UNI_PC = { sampler: 'uni_pc', scheduler: 'simple' } as const

/** Words alone. */
export const NO_PICTURES: PictureRule = { start: 'never', end: false, references: { min: 0, max: 0 } }
/** Words, or a picture that is partly made anew. */
export const FROM_PICTURE: PictureRule = { ...NO_PICTURES, start: 'may' }
/** Nothing without a first picture. */
export const NEEDS_PICTURE: PictureRule = { ...NO_PICTURES, start: 'must' }

/** Sizes of about one megapixel. */
export const MEGAPIXEL: readonly Size[] = [
  { width: 1024, height: 1024 },
  { width: 1152, height: 896 },
  { width: 896, height: 1152 },
  { width: 1216, height: 832 },
  { width: 832, height: 1216 },
  { width: 1344, height: 768 },
  { width: 768, height: 1344 },
]

/** Sizes that the makers of Qwen Image trained on. */
export const QWEN_SIZES: readonly Size[] = [
  { width: 1328, height: 1328 },
  { width: 1664, height: 928 },
  { width: 928, height: 1664 },
  { width: 1472, height: 1104 },
  { width: 1104, height: 1472 },
  { width: 1584, height: 1056 },
  { width: 1056, height: 1584 },
]
