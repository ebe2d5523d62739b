import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MediaIndex, MediaRecord } from './media-index.ts'

/** An opened index, and the way to close it. */
export interface OpenedMediaIndex {
  readonly index: MediaIndex
  close(): Promise<void>
}

const clip: MediaRecord = {
  sha256: 'a'.repeat(64),
  mime: 'video/mp4',
  bytes: 5_000_000_000,
  kind: 'video',
  width: null,
  height: null,
  duration: null,
  createdAt: 7,
}

/** What every driver of the media index promises. */
export function describeMediaIndex(name: string, open: () => Promise<OpenedMediaIndex>): void {
  describe(`media index: ${name}`, () => {
    let opened: OpenedMediaIndex
    let index: MediaIndex
    beforeEach(async () => {
      opened = await open()
      index = opened.index
    })
    afterEach(() => opened.close())

    test('a description comes back as it went in', async () => {
      expect(await index.get(clip.sha256)).toBeNull()
      await index.put(clip)
      expect(await index.get(clip.sha256)).toEqual(clip)
    })

    test('a second description adds what the first lacked, and changes nothing else', async () => {
      await index.put({ ...clip, width: 640 })
      await index.put({ ...clip, mime: 'video/webm', width: 1, height: 360, duration: 4.5, createdAt: 9 })
      expect(await index.get(clip.sha256)).toEqual({ ...clip, width: 640, height: 360, duration: 4.5 })
    })

    test('totals count files and bytes', async () => {
      expect(await index.totals()).toEqual({ files: 0, bytes: 0 })
      await index.put(clip)
      await index.put({ ...clip, sha256: 'b'.repeat(64), bytes: 5 })
      expect(await index.totals()).toEqual({ files: 2, bytes: 5_000_000_005 })
      await index.remove(clip.sha256)
      expect(await index.totals()).toEqual({ files: 1, bytes: 5 })
    })
  })
}
