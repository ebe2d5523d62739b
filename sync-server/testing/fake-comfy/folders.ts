import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, isAbsolute, join, normalize, relative, sep } from 'node:path'

/** A file as the server names it in its answers. */
export interface FileName {
  readonly filename: string
  readonly subfolder: string
  readonly type: string
}

/** The three folders of the pretended server, on disk as the real one has them. */
export class Folders {
  private readonly root: string
  private readonly tempTag: string

  /** Temporary files of an earlier life are thrown away, the rest stays. */
  constructor(root: string) {
    this.root = root
    this.tempTag = Math.random().toString(36).slice(2, 7)
    rmSync(join(root, 'temp'), { recursive: true, force: true })
    for (const type of ['input', 'output', 'temp']) mkdirSync(join(root, type), { recursive: true })
  }

  folder(type: string): string | null {
    return ['input', 'output', 'temp'].includes(type) ? join(this.root, type) : null
  }

  /** What lies in the input folder, its own sub-folders left out, as LoadImage lists it. */
  inputFiles(): string[] {
    return readdirSync(join(this.root, 'input'), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted()
  }

  /** All names a graph may use for an input, sub-folders included. */
  usableInputs(): string[] {
    const root = join(this.root, 'input')
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  }

  readInput(name: string): Buffer {
    return readFileSync(join(this.root, 'input', name))
  }

  /** The next free name of a prefix: its counter runs over all extensions of the folder. */
  nextName(prefix: string, extension: string): FileName {
    return this.numbered('output', prefix, extension)
  }

  nextTempName(extension: string): FileName {
    return this.numbered('temp', `ComfyUI_temp_${this.tempTag}`, extension)
  }

  write(name: FileName, bytes: Uint8Array): void {
    const folder = join(this.root, name.type, name.subfolder)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name.filename), bytes)
  }

  /** The bytes and time of a file, or null; the name is trusted to lie inside. */
  read(type: string, subfolder: string, filename: string): { bytes: Buffer; modified: Date } | null {
    const path = join(this.root, type, subfolder, filename)
    if (!existsSync(path)) return null
    const stat = statSync(path)
    return stat.isFile() ? { bytes: readFileSync(path), modified: stat.mtime } : null
  }

  remove(name: FileName): void {
    rmSync(join(this.root, name.type, name.subfolder, name.filename), { force: true })
  }

  /** Whether a sub-folder stays inside its folder. */
  isInside(subfolder: string): boolean {
    return !isAbsolute(subfolder) && !normalize(subfolder).startsWith('..')
  }

  private numbered(type: string, prefix: string, extension: string): FileName {
    const subfolder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''
    if (!this.isInside(subfolder)) {
      throw new Error('**** ERROR: Saving image outside the output folder is not allowed.')
    }
    const stem = basename(prefix)
    const folder = join(this.root, type, subfolder)
    const taken = existsSync(folder) ? readdirSync(folder) : []
    const numbers = taken
      .filter((name) => name.startsWith(`${stem}_`))
      .map((name) => Number.parseInt(name.slice(stem.length + 1), 10))
      .filter(Number.isInteger)
    const next = String(Math.max(0, ...numbers) + 1).padStart(5, '0')
    return { filename: `${stem}_${next}_.${extension}`, subfolder, type }
  }
}
