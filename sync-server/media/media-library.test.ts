import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryMediaIndex } from '#server/storage/memory/memory-media-index.ts'
import { aRecipeFile } from '#server/testing/crash/rest-client.ts'
import { fileMediaStore } from './file-media-store.ts'
import { MediaLibrary } from './media-library.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storycanvas-library-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* chunks(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

test('a file whose description is lost is described anew when somebody asks for it, once for all who ask', async () => {
  const index = memoryMediaIndex()
  const library = new MediaLibrary(await fileMediaStore(folder), index, () => 7)
  const { sha256, content } = aRecipeFile('rain')
  const record = await library.add(chunks(content), { maxBytes: 10_000 })
  await index.remove(sha256)
  expect(await Promise.all([library.find(sha256), library.find(sha256)])).toEqual([record, record])
  expect(await index.get(sha256)).toEqual(record)
})

test('a file that is not what its name says is not taken for it', async () => {
  const index = memoryMediaIndex()
  const library = new MediaLibrary(await fileMediaStore(folder), index, () => 7)
  const { sha256, content } = aRecipeFile('rain')
  await library.add(chunks(content), { maxBytes: 10_000 })
  await index.remove(sha256)
  await writeFile(join(folder, sha256.slice(0, 2), sha256), content.replace('rain', 'snow'))
  expect(await library.find(sha256)).toBeNull()
  expect(await index.get(sha256)).toBeNull()
})
