import type { Composition } from './paint.ts'

/** One take as it is drawn. */
export interface TakePlan {
  readonly seed: number
  readonly draw: Composition
  /** A moving take; a still without. */
  readonly moving?: true
  readonly star?: true
}

/** One clip of the sample: what is planned and what has been drawn for it. */
export interface ClipPlan {
  readonly name: string
  /** Length in bars of the song. */
  readonly bars: number
  readonly image: string
  readonly video: string
  readonly takes: readonly TakePlan[]
  /** Which take stands for the clip; none when it is still to be chosen. */
  readonly pick: number | null
}

/** One scene: a part of the song. */
export interface ScenePlan {
  readonly name: string
  readonly description: string
  readonly lyrics: string
  readonly colour: number
  readonly clips: readonly ClipPlan[]
}
