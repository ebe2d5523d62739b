import { bench, describe } from 'vitest'
import { seededRandom } from '../util/random.ts'
import { deriveSpans, type TimelineClip } from './spans.ts'
import { trimClip } from './trim.ts'

const random = seededRandom(7)
const clips: readonly TimelineClip[] = Array.from({ length: 3000 }, (_, index) => ({
  id: `c${index}`,
  sceneId: `s${Math.floor(index / 50)}`,
  length: 24 + Math.floor(random() * 96),
  pin: random() < 0.1 ? { frame: index * 70, kind: random() < 0.5 ? 'held' : 'locked' } : null,
  sourceIn: 0,
  sourceFrames: null,
}))

describe('a film of 3,000 clips', () => {
  bench('deriving all places', () => {
    deriveSpans(clips)
  })

  bench('one step of a ripple trim at its start', () => {
    trimClip(clips, { id: 'c2', edge: 'end', delta: -5, ripple: true })
  })
})
