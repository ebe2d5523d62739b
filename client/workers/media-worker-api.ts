import type { MediaProbe } from './probe-media.ts'
import type { Waveform } from './waveform.ts'

/** What the media worker does for its page. */
export interface MediaWorkerApi {
  /** SHA-256 of a file in lower-case hexadecimal. */
  sha256(file: Blob): Promise<string>
  /** What a file is and how large; throws an `Error` with words for people. */
  probe(file: Blob, fileName: string): Promise<MediaProbe>
  /** A still of a video, at most `width` pixels wide, as WebP. */
  poster(file: Blob, width: number): Promise<Blob>
  /** Peaks of the sound; `report` hears 0 to 1. */
  waveform(file: Blob, peaksPerSecond: number, report: (fraction: number) => void): Promise<Waveform>
}
