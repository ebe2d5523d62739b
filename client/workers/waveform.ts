import { ALL_FORMATS, AudioSampleSink, BlobSource, Input } from 'mediabunny'

/** The shape of a sound: for each step in time the lowest and the highest sample, as bytes (-127 to 127). */
export interface Waveform {
  readonly peaksPerSecond: number
  readonly min: Int8Array
  readonly max: Int8Array
  readonly durationSeconds: number
}

/** Collects samples into peaks without holding the sound: memory grows with the peaks alone. */
export class PeakCollector {
  readonly #perPeak: number
  readonly #min: number[] = []
  readonly #max: number[] = []
  #low = 0
  #high = 0
  #count = 0

  constructor(sampleRate: number, peaksPerSecond: number) {
    this.#perPeak = Math.max(1, sampleRate / peaksPerSecond)
  }

  /** Adds the next samples of one channel, -1 to 1. */
  add(samples: Float32Array): void {
    for (const sample of samples) {
      if (sample < this.#low) this.#low = sample
      if (sample > this.#high) this.#high = sample
      this.#count += 1
      if (this.#count >= (this.#min.length + 1) * this.#perPeak) this.#close()
    }
  }

  /** The peaks so far, the last one perhaps of fewer samples. */
  finish(): { min: Int8Array; max: Int8Array } {
    if (this.#count > this.#min.length * this.#perPeak) this.#close()
    return { min: Int8Array.from(this.#min), max: Int8Array.from(this.#max) }
  }

  #close(): void {
    this.#min.push(toByte(this.#low))
    this.#max.push(toByte(this.#high))
    this.#low = 0
    this.#high = 0
  }
}

function toByte(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 127)
}

/** Peaks of the first sound track of a file. Throws when there is none that this browser can decode. */
export async function waveformOf(
  file: Blob,
  peaksPerSecond: number,
  report: (fraction: number) => void,
): Promise<Waveform> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS })
  try {
    const track = await input.getPrimaryAudioTrack()
    if (!track || !(await track.canDecode())) throw new Error('This browser cannot read the sound of this file.')
    const durationSeconds = await track.computeDuration()
    const peaks = new PeakCollector(track.sampleRate, peaksPerSecond)
    let reported = 0
    for await (const sample of new AudioSampleSink(track).samples()) {
      const channel = new Float32Array(sample.numberOfFrames)
      sample.copyTo(channel, { planeIndex: 0, format: 'f32-planar' })
      const fraction = durationSeconds > 0 ? Math.min(1, (sample.timestamp + sample.duration) / durationSeconds) : 1
      sample.close()
      peaks.add(channel)
      if (fraction - reported >= 0.02) {
        reported = fraction
        report(fraction)
      }
    }
    report(1)
    return { peaksPerSecond, durationSeconds, ...peaks.finish() }
  } finally {
    input.dispose()
  }
}
