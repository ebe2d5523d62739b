import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SampleFile } from '../../shared/interchange/sample-film.ts'

const ENDINGS: Readonly<Record<string, string>> = {
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'audio/webm': 'webm',
  'application/json': 'json',
}

/** The files of the sample, each written once under the hash of its bytes. */
export class Library {
  readonly folder: string
  private readonly known = new Map<string, SampleFile>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** Starts with an empty folder, so that nothing stays that no take shows. */
  async clear(): Promise<void> {
    await rm(join(this.folder, 'media'), { recursive: true, force: true })
    await mkdir(join(this.folder, 'media'), { recursive: true })
  }

  /** Keeps a file and says how the manifest names it. */
  async add(bytes: Uint8Array, mime: string): Promise<SampleFile> {
    const sha256 = hash(bytes)
    const file: SampleFile = {
      sha256,
      path: `media/${sha256}.${ENDINGS[mime] ?? 'bin'}`,
      mime,
      bytes: bytes.byteLength,
    }
    if (!this.known.has(sha256)) {
      this.known.set(sha256, file)
      await writeFile(join(this.folder, file.path), bytes)
    }
    return file
  }

  /** All files, in the order in which they came. */
  get files(): SampleFile[] {
    return [...this.known.values()]
  }
}

/** A UUID (version 8, "custom") that is the same in every run for the same words. */
export function steadyId(...words: readonly (string | number)[]): string {
  const digits = hash(new TextEncoder().encode(words.join('/')))
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
