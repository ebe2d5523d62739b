import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SampleManifest } from '#shared/interchange/sample-film.ts'

/** Media that come with the product rather than from a user. */
export interface BundledMedia {
  /** The bytes of a bundled file; null for all others. */
  open(sha256: string): Promise<AsyncIterable<Uint8Array> | null>
}

/**
 * The sample film's files, as the client folder ships them. A browser that opens the sample then has nothing to
 * upload, and sees its pictures before its service worker runs.
 */
export function sampleMedia(clientDir: string): BundledMedia {
  const folder = join(clientDir, 'sample')
  let paths: Promise<ReadonlyMap<string, string>> | null = null
  return {
    async open(sha256) {
      paths ??= readPaths(folder)
      const path = (await paths).get(sha256)
      return path === undefined ? null : createReadStream(path)
    },
  }
}

async function readPaths(folder: string): Promise<ReadonlyMap<string, string>> {
  try {
    const manifest = SampleManifest.parse(JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')))
    return new Map(manifest.files.map((file) => [file.sha256, join(folder, file.path)]))
  } catch {
    // A server without the built client, or with one that has no sample, has no bundled media.
    return new Map()
  }
}
