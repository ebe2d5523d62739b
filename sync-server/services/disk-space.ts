import { statfs } from 'node:fs/promises'
import type { HealthPart } from './health.ts'

const MEBIBYTE = 1024 * 1024

/** Below this many bytes somebody should look after the disk: a few films' worth of takes. */
const LITTLE = 1024 * MEBIBYTE

/** Below this many bytes not even the next update is sure to find room. */
const NOTHING = 16 * MEBIBYTE

/** Tells of the disk of a folder before it is full. */
export function diskSpace(
  folder: string,
  look: (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }> = statfs,
): HealthPart {
  return {
    name: 'disk',
    essential: false,
    check: async () => {
      const { bavail, bsize } = await look(folder)
      const free = bavail * bsize
      const detail = `${Math.floor(free / MEBIBYTE)} MiB left`
      if (free < NOTHING) return { status: 'down', detail: `${detail}: nothing more can be stored` }
      return free < LITTLE ? { status: 'degraded', detail } : { status: 'ok', detail }
    },
  }
}
