import { seededRandom } from '../../shared/util/random.ts'
import { echo, hall, master, Mixer, SAMPLE_RATE } from './synth.ts'
import type { Stereo } from './synth.ts'

/** Beats per minute of the sample's song; seven bars are exactly fifteen seconds. */
export const BPM = 112

/** Beats in a bar. */
export const BEATS_PER_BAR = 4

/** Seconds of one bar. */
export const BAR_SECONDS = (60 / BPM) * BEATS_PER_BAR

/** The parts of the song, in bars; one scene of the film each. */
export const PARTS = [
  { part: 'Intro', bars: 6 },
  { part: 'Verse 1', bars: 8 },
  { part: 'Chorus 1', bars: 8 },
  { part: 'Verse 2', bars: 6 },
  { part: 'Bridge', bars: 6 },
  { part: 'Final chorus', bars: 8 },
] as const

type Part = (typeof PARTS)[number]['part']

/** Chords as MIDI notes, low to high. */
const CHORDS = {
  Am: [45, 57, 60, 64, 69],
  F: [41, 57, 60, 65, 69],
  C: [48, 55, 60, 64, 67],
  G: [43, 55, 59, 62, 67],
  Dm: [38, 57, 62, 65, 69],
  Em: [40, 55, 59, 64, 67],
} as const

type ChordName = keyof typeof CHORDS

const HARMONY: Record<Part, readonly ChordName[]> = {
  Intro: ['Am', 'Am', 'F', 'F', 'C', 'G'],
  'Verse 1': ['Am', 'F', 'C', 'G', 'Am', 'F', 'Dm', 'G'],
  'Chorus 1': ['F', 'G', 'Am', 'C', 'F', 'G', 'Am', 'G'],
  'Verse 2': ['Am', 'F', 'C', 'G', 'Dm', 'G'],
  Bridge: ['Dm', 'Am', 'F', 'Em', 'Dm', 'G'],
  'Final chorus': ['F', 'G', 'Am', 'C', 'F', 'G', 'C', 'C'],
}

/** Which instruments play in a part, and how bright the pad is. */
const ARRANGEMENT: Record<
  Part,
  {
    kick: 0 | 1 | 2
    snare: boolean
    hats: 0 | 1 | 2
    bass: 0 | 1 | 2
    arp: number
    lead: boolean
    pad: number
    bright: number
  }
> = {
  Intro: { kick: 0, snare: false, hats: 0, bass: 0, arp: 0.5, lead: false, pad: 0.8, bright: 0.05 },
  'Verse 1': { kick: 1, snare: true, hats: 1, bass: 1, arp: 0.6, lead: false, pad: 0.7, bright: 0.08 },
  'Chorus 1': { kick: 2, snare: true, hats: 2, bass: 2, arp: 0.9, lead: true, pad: 1, bright: 0.2 },
  'Verse 2': { kick: 1, snare: true, hats: 2, bass: 1, arp: 0.7, lead: false, pad: 0.7, bright: 0.1 },
  Bridge: { kick: 0, snare: false, hats: 0, bass: 1, arp: 0.35, lead: false, pad: 1, bright: 0.06 },
  'Final chorus': { kick: 2, snare: true, hats: 2, bass: 2, arp: 1, lead: true, pad: 1, bright: 0.24 },
}

/** The tune of a chorus: beat of the eight bars, MIDI note, beats it lasts. */
const TUNE: readonly (readonly [number, number, number])[] = [
  [0, 72, 1.5],
  [1.5, 76, 0.5],
  [2, 77, 1],
  [3, 76, 1],
  [4, 74, 1.5],
  [5.5, 71, 0.5],
  [6, 74, 2],
  [8, 76, 1.5],
  [9.5, 72, 0.5],
  [10, 69, 2],
  [12, 72, 1],
  [13, 74, 1],
  [14, 76, 2],
  [16, 81, 1.5],
  [17.5, 79, 0.5],
  [18, 77, 1],
  [19, 76, 1],
  [20, 79, 1.5],
  [21.5, 74, 0.5],
  [22, 74, 2],
  [24, 72, 1.5],
  [25.5, 71, 0.5],
  [26, 69, 2],
  [28, 71, 1],
  [29, 72, 1],
  [30, 74, 2],
]

/** Seconds of the whole song: its parts, and nothing before the first beat or after the last bar. */
export const SONG_SECONDS = PARTS.reduce((bars, part) => bars + part.bars, 0) * BAR_SECONDS

/** Plays the song into two channels of samples at `SAMPLE_RATE`. The first beat is sample 0. */
export function playSong(): Stereo {
  const mixer = new Mixer(Math.round(SONG_SECONDS * SAMPLE_RATE))
  const kicks: number[] = []
  let bar = 0
  for (const { part, bars } of PARTS) {
    for (let index = 0; index < bars; index += 1) playBar(mixer, part, index, bars, bar + index, kicks)
    bar += bars
  }
  mixer.duck(kicks)
  echo(mixer.delay, mixer.space, (60 / BPM) * 0.75)
  hall(mixer.space, mixer.out)
  return master(mixer, SONG_SECONDS)
}

function playBar(mixer: Mixer, part: Part, index: number, bars: number, bar: number, kicks: number[]): void {
  const beat = 60 / BPM
  const start = bar * BAR_SECONDS
  const plan = ARRANGEMENT[part]
  const chord = CHORDS[HARMONY[part][index] ?? 'Am']
  const last = part === 'Final chorus' && index === bars - 1
  const random = seededRandom(bar + 100)
  const lift = index / bars
  mixer.pad(start, BAR_SECONDS * (last ? 0.95 : 1.04), chord.slice(1), plan.pad, plan.bright * (1 + 0.6 * lift))
  if (last) {
    mixer.kick(start, 0.9)
    mixer.bass(start, BAR_SECONDS * 0.9, chord[0], 0.8)
    mixer.pluck(start, 84, 0.5, 0)
    mixer.crash(start, 0.5, 7)
    return
  }
  if (index === 0 && plan.lead) mixer.crash(start, 0.6, bar)
  drums(mixer, plan, start, beat, index, bars, random, kicks)
  if (plan.bass === 1)
    for (const at of [0, 1.5, 2.5]) mixer.bass(start + at * beat, beat * (at === 0 ? 1.3 : 0.8), chord[0], 0.75)
  if (plan.bass === 2)
    for (let at = 0; at < 4; at += 0.5)
      mixer.bass(start + at * beat, beat * 0.42, at === 3.5 ? chord[0] + 12 : chord[0], 0.85)
  const order = [1, 2, 3, 4, 3, 2, 4, 3]
  for (let step = 0; step < 16; step += 1) {
    if (part === 'Intro' && index < 2 && step % 2 === 1) continue
    if (part === 'Bridge' && step % 4 !== 0) continue
    const note = chord[order[step % 8] as number] as number
    const accent = step % 4 === 0 ? 1 : 0.62
    mixer.pluck(
      start + step * beat * 0.25,
      note + 12,
      plan.arp * accent * (0.85 + 0.15 * random()) * (part === 'Intro' ? 0.4 + 0.6 * lift : 1),
      Math.sin(step * 1.9) * 0.6,
    )
  }
  if (plan.lead)
    for (const [at, note, length] of TUNE)
      if (Math.floor(at / 4) === index)
        mixer.lead(start + (at - index * 4) * beat, length * beat, note, part === 'Final chorus' ? 0.9 : 0.75)
  if (part === 'Bridge' && index >= bars - 2)
    for (let step = 0; step < 16; step += 1)
      mixer.snare(start + step * beat * 0.25, 0.08 + 0.34 * ((index - bars + 2) * 0.5 + step / 32), step)
}

function drums(
  mixer: Mixer,
  plan: (typeof ARRANGEMENT)[Part],
  start: number,
  beat: number,
  index: number,
  bars: number,
  random: () => number,
  kicks: number[],
): void {
  const beats = plan.kick === 2 ? [0, 1, 2, 3] : plan.kick === 1 ? [0, 2.5] : []
  for (const at of beats) {
    mixer.kick(start + at * beat, 1)
    kicks.push(start + at * beat)
  }
  if (plan.snare) for (const at of [1, 3]) mixer.snare(start + at * beat, plan.kick === 2 ? 0.85 : 0.6, index * 2 + at)
  if (plan.snare && index === bars - 1)
    for (const at of [3.25, 3.5, 3.75]) mixer.snare(start + at * beat, 0.2 + 0.4 * (at - 3), at * 8)
  const hatStep = plan.hats === 2 ? 0.25 : 0.5
  if (plan.hats > 0)
    for (let at = 0; at < 4; at += hatStep)
      mixer.hat(
        start + at * beat,
        (at % 1 === 0.5 ? 0.5 : 0.22) * (0.8 + 0.4 * random()),
        plan.kick === 2 && at % 1 === 0.5,
      )
}
