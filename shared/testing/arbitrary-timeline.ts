import fc from 'fast-check'
import type { Pin } from '../model/clip.ts'
import type { TimelineClip } from '../timeline/spans.ts'

/** What an arbitrary timeline may contain. */
export interface TimelineShape {
  /** Pins of a person among them; without, everything is free or held. */
  readonly locked: boolean
  readonly minClips?: number
}

const SCENES = ['s1', 's2', 's3'] as const

/** The scenes that arbitrary clips lie in, in story order. */
export const ARBITRARY_SCENES: readonly string[] = SCENES

const pinArbitrary = (locked: boolean): fc.Arbitrary<Pin | null> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 2,
      arbitrary: fc.record({
        frame: fc.nat(600),
        kind: locked ? fc.constantFrom('held' as const, 'locked' as const) : fc.constant('held' as const),
      }),
    },
  )

/** Clips in story order over three scenes, with gaps, pushed pins, stills, videos and clips without a take. */
export function arbitraryTimeline({ locked, minClips = 1 }: TimelineShape): fc.Arbitrary<readonly TimelineClip[]> {
  const clip = fc.record({
    scene: fc.nat(2),
    length: fc.integer({ min: 1, max: 120 }),
    pin: pinArbitrary(locked),
    sourceIn: fc.nat(40),
    sourceFrames: fc.option(fc.integer({ min: 1, max: 160 })),
  })
  return fc
    .array(clip, { minLength: minClips, maxLength: 10 })
    .map((clips) =>
      [...clips]
        .sort((a, b) => a.scene - b.scene)
        .map(({ scene, ...rest }, index) => ({ id: `c${index + 1}`, sceneId: SCENES[scene]!, ...rest })),
    )
}
