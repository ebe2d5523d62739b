import { join } from 'node:path'
import { fileMediaStore } from './file-media-store.ts'
import type { MediaStore } from './media-store.ts'
import type { S3Settings } from './s3-client.ts'

/** Where media are kept. */
export interface MediaConfig {
  readonly dataDir: string
  /** A bucket to use instead of the data folder. */
  readonly s3: S3Settings | null
}

/** A place for media, and a look whether it can be used now: throws where it cannot. */
export interface OpenedMediaPlace {
  readonly store: MediaStore
  readonly check: () => Promise<void>
}

/** Opens the place for media that the configuration names. Throws in words where a bucket cannot be used. */
export async function openMediaStore({ dataDir, s3 }: MediaConfig): Promise<OpenedMediaPlace> {
  if (!s3) return { store: await fileMediaStore(join(dataDir, 'media')), check: async () => {} }
  const { s3MediaStore } = await import('./s3-media-store.ts')
  const store = await s3MediaStore({ settings: s3, stagingFolder: join(dataDir, 'incoming'), random: Math.random })
  await store.check()
  return { store, check: () => store.check() }
}
