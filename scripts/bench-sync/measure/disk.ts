import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from './statistics.ts'

/** What keeping one edit costs a disk at least. */
export interface DiskCost {
  /** Writes a second; null: one after the other. */
  readonly perSecond: number | null
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

const EDIT_BYTES = 200
const WRITES = 300
const FILE_BYTES = 1024 * 1024

/**
 * The least that a disk takes to keep an edit, at different rhythms: a write over what is there already, without a
 * database, and `fdatasync`. A machine that was idle in between takes longer to answer than one that is kept busy. No
 * server that keeps an edit before it passes it on can be faster than one that keeps nothing by less than this.
 */
export async function diskCosts(rhythms: readonly (number | null)[]): Promise<DiskCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sync-disk-'))
  const path = join(folder, 'file')
  writeFileSync(path, Buffer.alloc(FILE_BYTES, 1), { flush: true })
  const fd = openSync(path, 'r+')
  const edit = Buffer.alloc(EDIT_BYTES, 7)
  const costs: DiskCost[] = []
  try {
    for (const perSecond of rhythms) {
      const taken: number[] = []
      for (let n = 0; n < WRITES; n++) {
        if (perSecond !== null) await sleep(1000 / perSecond)
        const startedAt = performance.now()
        writeSync(fd, edit, 0, EDIT_BYTES, (n * EDIT_BYTES) % (FILE_BYTES - EDIT_BYTES))
        fdatasyncSync(fd)
        taken.push(performance.now() - startedAt)
      }
      costs.push({ perSecond, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) })
    }
  } finally {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  }
  return costs
}
