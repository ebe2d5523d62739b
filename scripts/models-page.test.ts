import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { MODEL_FAMILIES } from '#shared/generation/model-families.ts'

const page = readFileSync(fileURLToPath(new URL('../docs/models.md', import.meta.url)), 'utf8')
const rows = [...page.matchAll(/^\| (\w[\w .]*?) +\| (\d+)(\\\*)? +\| (\d+)(\\\*)? +\| (still|video)s /gm)]

test('docs/models.md tells of each family the steps that it has, which rely on more, and what it makes', () => {
  const told = rows.map(([, label, fast, fastStar, quality, qualityStar, kind]) => ({
    label,
    fast: [Number(fast), Boolean(fastStar)],
    quality: [Number(quality), Boolean(qualityStar)],
    kinds: [kind === 'still' ? 'image' : kind],
  }))
  const known = Object.values(MODEL_FAMILIES).map(({ label, presets, kinds }) => ({
    label,
    fast: [presets.fast.steps, presets.fast.needs !== undefined],
    quality: [presets.quality.steps, presets.quality.needs !== undefined],
    kinds,
  }))
  expect(told).toEqual(known)
})
