import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileMediaStore } from './file-media-store.ts'
import { describeMediaStore } from './media-store.contract.ts'

describeMediaStore('files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'storycanvas-media-'))
  return {
    store: await fileMediaStore(folder),
    close: () => rm(folder, { recursive: true }),
  }
})
