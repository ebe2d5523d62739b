import { seededRandom } from '../../shared/util/random.ts'

/** Samples a second: the rate that Opus works at. */
export const SAMPLE_RATE = 48_000

/** Two channels of samples, equally long. */
export interface Stereo {
  readonly left: Float32Array
  readonly right: Float32Array
}

function stereo(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) }
}

const hertz = (note: number): number => 440 * 2 ** ((note - 69) / 12)

/** One bus a kind of treatment, and the instruments that play into them. Times are seconds, notes MIDI numbers. */
export class Mixer {
  readonly length: number
  readonly out: Stereo
  /** What the kick pushes down: pad and bass. */
  readonly soft: Stereo
  readonly delay: Stereo
  readonly space: Stereo

  constructor(length: number) {
    this.length = length
    this.out = stereo(length)
    this.soft = stereo(length)
    this.delay = stereo(length)
    this.space = stereo(length)
  }

  /** Calls `voice` for each sample of a note with the time since its start; its value goes to `bus` at a place between left (-1) and right (1). */
  private render(bus: Stereo, start: number, seconds: number, pan: number, voice: (t: number) => number): void {
    const from = Math.round(start * SAMPLE_RATE)
    const to = Math.min(this.length, from + Math.round(seconds * SAMPLE_RATE))
    const right = Math.sin(((pan + 1) * Math.PI) / 4)
    const left = Math.cos(((pan + 1) * Math.PI) / 4)
    for (let index = from; index < to; index += 1) {
      const value = voice((index - from) / SAMPLE_RATE)
      bus.left[index]! += value * left
      bus.right[index]! += value * right
    }
  }

  /** A wide, slow chord: three saws a note behind one soft filter. */
  pad(start: number, seconds: number, notes: readonly number[], level: number, bright: number): void {
    notes.forEach((note, order) => {
      for (const detune of [-0.08, 0.01, 0.09]) {
        const step = hertz(note + detune) / SAMPLE_RATE
        let phase = (order * 0.37 + detune * 3 + 1) % 1
        let first = 0
        let second = 0
        this.render(this.soft, start, seconds + 0.5, detune * 9, (t) => {
          phase = (phase + step) % 1
          first += (phase * 2 - 1 - first) * bright
          second += (first - second) * bright
          return second * level * 0.055 * Math.min(1, t / 0.35) * Math.min(1, Math.max(0, seconds + 0.5 - t) / 0.55)
        })
      }
    })
  }

  /** A round bass. */
  bass(start: number, seconds: number, note: number, level: number): void {
    const step = hertz(note) / SAMPLE_RATE
    let phase = 0
    let low = 0
    this.render(this.soft, start, seconds + 0.06, 0, (t) => {
      phase = (phase + step) % 1
      const saw = phase * 2 - 1
      low += (saw - low) * (0.03 + 0.11 * Math.exp(-t * 14))
      const body = Math.sin(2 * Math.PI * phase) * 0.75 + low * 0.6
      return body * level * 0.27 * Math.min(1, t / 0.006) * Math.min(1, Math.max(0, seconds + 0.06 - t) / 0.06)
    })
  }

  /** A bell-like note of the arpeggio. */
  pluck(start: number, note: number, level: number, pan: number): void {
    const step = hertz(note) / SAMPLE_RATE
    let phase = 0
    const voice = (t: number): number => {
      phase += step
      const tone = Math.sin(2 * Math.PI * phase + 1.9 * Math.exp(-t * 16) * Math.sin(4 * Math.PI * phase))
      return tone * level * 0.085 * Math.exp(-t * 7) * Math.min(1, t / 0.003)
    }
    this.render(this.delay, start, 0.7, pan, voice)
    phase = 0
    this.render(this.out, start, 0.7, pan, voice)
  }

  /** The voice of the chorus. */
  lead(start: number, seconds: number, note: number, level: number): void {
    const base = hertz(note) / SAMPLE_RATE
    let phase = 0
    let low = 0
    const voice = (t: number): number => {
      phase = (phase + base * (1 + 0.004 * Math.sin(t * 34) * Math.min(1, t * 3))) % 1
      const square = phase < 0.42 ? 1 : -1
      low += (square * 0.5 + (phase * 2 - 1) * 0.5 - low) * 0.13
      return low * level * 0.115 * Math.min(1, t / 0.02) * Math.min(1, Math.max(0, seconds - t) / 0.08)
    }
    this.render(this.out, start, seconds, 0.06, voice)
    phase = 0
    low = 0
    this.render(this.delay, start, seconds, -0.1, voice)
  }

  /** A kick drum. */
  kick(start: number, level: number): void {
    let phase = 0
    this.render(this.out, start, 0.34, 0, (t) => {
      phase += (46 + 150 * Math.exp(-t * 38)) / SAMPLE_RATE
      return (Math.sin(2 * Math.PI * phase) * Math.exp(-t * 9.5) + 0.25 * Math.exp(-t * 420)) * level * 0.5
    })
  }

  /** A snare with some room around it. */
  snare(start: number, level: number, seed: number): void {
    const random = seededRandom(Math.round(seed * 97) + 3)
    let low = 0
    const voice = (t: number): number => {
      const noise = random() * 2 - 1
      low += (noise - low) * 0.35
      return (
        ((noise - low) * 0.55 * Math.exp(-t * 19) + Math.sin(2 * Math.PI * 188 * t) * 0.5 * Math.exp(-t * 26)) *
        level *
        0.34
      )
    }
    this.render(this.out, start, 0.28, 0, voice)
    this.render(this.space, start, 0.2, 0, (t) => voice(t) * 0.5)
  }

  /** A closed or open hat. */
  hat(start: number, level: number, open: boolean): void {
    const random = seededRandom(Math.round(start * 1000) + 11)
    let before = 0
    this.render(this.out, start, open ? 0.22 : 0.07, 0.25, (t) => {
      const noise = random() * 2 - 1
      const high = noise - before
      before = noise
      return high * level * 0.11 * Math.exp(-t * (open ? 16 : 70))
    })
  }

  /** A cymbal that opens a chorus. */
  crash(start: number, level: number, seed: number): void {
    const random = seededRandom(seed + 500)
    let before = 0
    const voice = (t: number): number => {
      const noise = random() * 2 - 1
      const high = noise - before * 0.8
      before = noise
      return high * level * 0.08 * Math.exp(-t * 2.2)
    }
    this.render(this.out, start, 1.8, -0.2, voice)
    this.render(this.space, start, 1.2, 0.3, voice)
  }

  /** Pushes the soft bus down at each kick, then lets it join the others. */
  duck(kicks: readonly number[]): void {
    const gain = new Float32Array(this.length).fill(1)
    for (const kick of kicks) {
      const from = Math.round(kick * SAMPLE_RATE)
      const span = Math.round(0.26 * SAMPLE_RATE)
      for (let index = 0; index < span && from + index < this.length; index += 1)
        gain[from + index] = 0.42 + 0.58 * (index / span) ** 1.4
    }
    for (let index = 0; index < this.length; index += 1) {
      const level = gain[index]!
      const left = this.soft.left[index]! * level
      const right = this.soft.right[index]! * level
      this.out.left[index]! += left
      this.out.right[index]! += right
      this.space.left[index]! += left * 0.3
      this.space.right[index]! += right * 0.3
    }
  }
}

/** Echoes that change sides, from `input` into `target`. */
export function echo(input: Stereo, target: Stereo, seconds: number): void {
  const step = Math.round(seconds * SAMPLE_RATE)
  const wet = stereo(input.left.length)
  for (let index = step; index < wet.left.length; index += 1) {
    wet.left[index] = (input.right[index - step]! + wet.right[index - step]!) * 0.42
    wet.right[index] = (input.left[index - step]! + wet.left[index - step]!) * 0.42
    target.left[index]! += wet.left[index]! + input.left[index]! * 0.35
    target.right[index]! += wet.right[index]! + input.right[index]! * 0.35
  }
}

/** A hall (Schroeder: damped combs side by side, then all-passes in a row), from `input` into `target`. */
export function hall(input: Stereo, target: Stereo): void {
  const combs = [1687, 1601, 2053, 2251, 1823, 1499]
  const passes = [245, 605, 193]
  for (const [channel, spread] of [
    ['left', 0],
    ['right', 37],
  ] as const) {
    const source = input[channel]
    const wet = new Float32Array(source.length)
    for (const size of combs) {
      const line = new Float32Array(size + spread)
      let at = 0
      let damped = 0
      for (let index = 0; index < source.length; index += 1) {
        const value = line[at]!
        damped += (value - damped) * 0.55
        line[at] = source[index]! + damped * 0.84
        at = at + 1 === line.length ? 0 : at + 1
        wet[index]! += value * 0.16
      }
    }
    for (const size of passes) {
      const line = new Float32Array(size + spread)
      let at = 0
      for (let index = 0; index < wet.length; index += 1) {
        const value = line[at]!
        const entering = wet[index]! + value * 0.5
        line[at] = entering
        wet[index] = value - entering * 0.5
        at = at + 1 === line.length ? 0 : at + 1
      }
    }
    const out = target[channel]
    for (let index = 0; index < wet.length; index += 1) out[index]! += wet[index]!
  }
}

/** Even loudness with a soft ceiling, and the last second and a half fading to silence. */
export function master(mixer: Mixer, seconds: number): Stereo {
  const { left, right } = mixer.out
  let peak = 0
  for (let index = 0; index < left.length; index += 1)
    peak = Math.max(peak, Math.abs(left[index]!), Math.abs(right[index]!))
  const drive = 1.7 / peak
  const fadeFrom = (seconds - 1.4) * SAMPLE_RATE
  for (let index = 0; index < left.length; index += 1) {
    const fade = index < fadeFrom ? 1 : Math.max(0, 1 - (index - fadeFrom) / (1.4 * SAMPLE_RATE)) ** 2
    left[index] = Math.tanh(left[index]! * drive) * 0.86 * fade
    right[index] = Math.tanh(right[index]! * drive) * 0.86 * fade
  }
  return mixer.out
}
