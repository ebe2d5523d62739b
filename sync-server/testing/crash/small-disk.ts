import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few mebibytes that a test can fill and write-protect. */
export interface SmallDisk {
  readonly path: string
  /** Leaves this many bytes free. */
  fill(freeBytes?: number): void
  /** Makes room again. */
  free(): void
  /** Possible only while nobody has a file of it open for writing. */
  writeProtect(on: boolean): void
  remove(): void
}

/** Mounts such a disk in memory; null where this machine does not let the test mount anything. */
export function mountSmallDisk(mebibytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'storycanvas-disk-'))
  const mount = (...options: string[]): boolean => succeeds('mount', [...options, path])
  if (!mount('-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'none')) {
    rmSync(path, { recursive: true })
    return null
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    fill: (freeBytes = 0) => {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)), { flag: 'a' })
    },
    free: () => rmSync(ballast, { force: true }),
    writeProtect: (on) => {
      if (!mount('-o', `remount,${on ? 'ro' : 'rw'}`)) throw new Error('The disk is still being written to')
    },
    remove: () => {
      succeeds('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args).status === 0
}
