import { z } from 'zod'
import { Sha256 } from '#shared/model/ids.ts'

/** Name of the file that makes a folder a backup; written last. */
export const MANIFEST_FILE = 'storycanvas-backup.json'

/** Folder of the media in a backup, laid out as in a data folder. */
export const MEDIA_FOLDER = 'media'

const ListedFile = z.object({ sha256: Sha256, bytes: z.int().min(0) })

/** What a backup says of itself: all that it takes to tell whether it is whole. */
export const Manifest = z.object({
  kind: z.literal('storycanvas-backup'),
  /** Of this file's shape. */
  version: z.literal(1),
  /** Milliseconds since 1970: when the database was copied. */
  createdAt: z.int(),
  /** The version of StoryCanvas that made it. */
  madeBy: z.string(),
  database: z.object({
    /** Name of the file in the backup. */
    file: z.string().regex(/^[\w.-]+$/),
    bytes: z.int().min(0),
    sha256: Sha256,
    schemaVersion: z.int().min(0),
  }),
  films: z.int().min(0),
  documents: z.int().min(0),
  jobs: z.int().min(0),
  media: z.array(ListedFile),
  /** Hashes of media that the server itself no longer had whole. */
  lost: z.array(Sha256),
})
export type Manifest = z.infer<typeof Manifest>
