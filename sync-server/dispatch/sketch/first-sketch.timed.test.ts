import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLab } from '#server/testing/generation-lab.ts'
import { startTestProcess } from '#server/testing/start-test-process.ts'

test('the first take of a new server without a GPU comes in under two seconds', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-first-sketch-'))
  const server = await startTestProcess({ dataDir })
  const lab = await openLab(server.url)
  const { id } = await lab.generate({ model: 'sketch', params: {} })
  const { created_at, finished_at } = await lab.until(id, 'done')
  expect(Date.parse(finished_at ?? '') - Date.parse(created_at)).toBeLessThan(2_000)
  await server.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})
