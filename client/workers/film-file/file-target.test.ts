/** @vitest-environment node */
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { openFileTarget, type FileTarget } from './file-target.ts'

const MIB = 1024 ** 2

async function write({ stream }: FileTarget, sizes: readonly number[]): Promise<Uint8Array> {
  const whole = Uint8Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, index) => index % 251)
  const writer = stream.getWriter()
  let at = 0
  for (const size of sizes) {
    await writer.write(whole.subarray(at, at + size))
    at += size
  }
  return whole
}

/** Compared as bytes: a diff of millions of numbers takes minutes. */
async function expectBytes(file: Blob | null, bytes: Uint8Array): Promise<void> {
  expect(Buffer.from((await file?.arrayBuffer()) ?? new ArrayBuffer()).equals(bytes)).toBe(true)
}

const SIZES = [10, 3 * MIB + 7, 0, 5, MIB - 5]

test('what is written is in the file, in pieces of a mebibyte whatever it came in', async () => {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const calls: string[] = []
  const writable = {
    write: async (bytes: Uint8Array<ArrayBuffer>) => void pieces.push(bytes.slice()),
    close: async () => void calls.push('close'),
    abort: async () => void calls.push('abort'),
  }
  const handle = { createWritable: async () => writable } as unknown as FileSystemFileHandle
  const target = await openFileTarget(handle)
  const whole = await write(target, SIZES)
  expect(await target.finish()).toBeNull()
  await expectBytes(new Blob(pieces), whole)
  expect(pieces.map((piece) => piece.length)).toEqual([MIB, MIB, MIB, MIB, 17])
  await (await openFileTarget(handle)).abandon()
  expect(calls).toEqual(['close', 'abort'])
})

test('engines without writables write to their own files, however little one write takes', async () => {
  const file: Uint8Array<ArrayBuffer>[] = []
  const calls: string[] = []
  const sync = {
    truncate: () => void file.splice(0),
    write: (bytes: Uint8Array<ArrayBuffer>) => {
      const taken = bytes.slice(0, 700_000)
      file.push(taken)
      return taken.length
    },
    flush: () => void calls.push('flush'),
    close: () => void calls.push('close'),
  }
  const handle = { createSyncAccessHandle: async () => sync } as unknown as FileSystemFileHandle
  const target = await openFileTarget(handle)
  const whole = await write(target, SIZES)
  await target.finish()
  await expectBytes(new Blob(file), whole)
  expect(calls).toEqual(['flush', 'close'])
  const other = await openFileTarget(handle)
  await write(other, [MIB])
  await other.abandon()
  expect(file).toHaveLength(0)
})

test('without a file it is made in memory, and given up on request', async () => {
  const target = await openFileTarget(null)
  const whole = await write(target, SIZES)
  await expectBytes(await target.finish(), whole)
})
