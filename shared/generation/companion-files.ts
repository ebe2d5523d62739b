/** Files that a family needs beside its model file, each recognised by name. */
interface Companion {
  readonly pattern: RegExp
  /** The usual file name, to tell a person what to get. */
  readonly usual: string
  /** ComfyUI's model folder that the file belongs in. */
  readonly folder: string
}

/** The companion files of the families that can be built, by role. */
export const COMPANIONS = {
  clipL: { pattern: /^(?!.*hidream).*clip[-_]?l([^a-z]|$)/i, usual: 'clip_l.safetensors', folder: 'text_encoders' },
  t5xxl: {
    pattern: /^(?!.*umt5).*t5([-_]?v1[-_]?1)?[-_]?xxl/i,
    usual: 't5xxl_fp8_e4m3fn_scaled.safetensors',
    folder: 'text_encoders',
  },
  umt5: { pattern: /umt5/i, usual: 'umt5_xxl_fp8_e4m3fn_scaled.safetensors', folder: 'text_encoders' },
  fluxVae: {
    pattern: /(^|[/\\])(flux[-_]?)?ae\.(safetensors|sft)$|flux[-_]?(1[-_])?vae/i,
    usual: 'ae.safetensors',
    folder: 'vae',
  },
  wanVae: { pattern: /wan[-_]?2[._]?1[-_]vae/i, usual: 'wan_2.1_vae.safetensors', folder: 'vae' },
  clipVisionH: { pattern: /clip_vision_h|ViT-H-14/i, usual: 'clip_vision_h.safetensors', folder: 'clip_vision' },
} as const satisfies Readonly<Record<string, Companion>>

/** Name of a companion file's part in a graph. */
export type CompanionRole = keyof typeof COMPANIONS

/** LoRAs that let a family do with few steps, and the strength each was made for. */
export const FLUX_SPEED_LORAS = [
  { pattern: /flux.*turbo-?_?alpha/i, strength: 1 },
  { pattern: /hyper-?_?flux.*8-?_?steps?/i, strength: 0.125 },
] as const

/** The first listed file that can play the part; null when there is none. */
export function findCompanion(role: CompanionRole, listed: readonly string[]): string | null {
  return listed.find((name) => COMPANIONS[role].pattern.test(name)) ?? null
}
