import { z } from 'zod'
import { Sha256 } from './ids.ts'
import { FrameRate } from './time.ts'

/** Version of the document's shape that this code reads and writes. */
export const SCHEMA_VERSION = 2

/** Milliseconds since 1970, as `Date.now()` gives them; no more than a `Date` can hold. */
export const Timestamp = z.int().min(0).max(8_640_000_000_000_000)
export type Timestamp = z.infer<typeof Timestamp>

/** The song of a film. It lies at frame 0 and never moves. */
export const Music = z.object({
  sha256: Sha256,
  fileName: z.string().min(1).max(255),
  mime: z.string().min(1).max(100),
  durationSeconds: z.number().positive().max(86_400),
  /** Beats per minute; null while unknown. */
  bpm: z.number().min(20).max(400).nullable(),
  /** When the first downbeat sounds, in seconds from the start of the file. */
  firstBeatSeconds: z.number().min(0).max(600).default(0),
  beatsPerBar: z.int().min(1).max(16).default(4),
})
export type Music = z.infer<typeof Music>

/** Name of a film, scene or clip: one line. */
export const Name = z.string().trim().min(1, 'a name needs at least one character').max(200)

/** A film: what its `meta` root holds. */
export const Project = z.object({
  schemaVersion: z.int().min(1),
  name: z.string().max(200),
  description: z.string().max(20_000),
  frameRate: FrameRate,
  /** Pixels of the finished picture. */
  width: z.int().min(16).max(8192),
  height: z.int().min(16).max(8192),
  music: Music.nullable(),
  createdAt: Timestamp,
  archivedAt: Timestamp.nullable(),
  deletedAt: Timestamp.nullable(),
  /** True for the sample film that comes with the product. */
  sample: z.boolean(),
})
export type Project = z.infer<typeof Project>

/** Picture size of a new film. */
export const DEFAULT_SIZE = { width: 1280, height: 720 } as const
