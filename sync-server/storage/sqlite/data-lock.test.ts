import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataFolder } from './data-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storycanvas-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder is one holder’s alone, and free at once when it is given back', async () => {
  for (let round = 0; round < 3; round += 1) {
    const unlock = await lockDataFolder(folder)
    if (round === 0) await expect(lockDataFolder(folder)).rejects.toThrow(`Another StoryCanvas uses ${folder}`)
    unlock()
  }
})

test('a folder that is made is its user’s alone', async () => {
  const made = join(folder, 'data')
  const unlock = await lockDataFolder(made)
  expect(statSync(made).mode & 0o777).toBe(0o700)
  unlock()
})
