import { describe, expect, test } from 'vitest'
import { addClip, renameClip } from '../commands/clip-commands.ts'
import { aFilm, testContext } from '../testing/builders.ts'
import { must } from '../util/assert.ts'
import { RecordCache } from './record-cache.ts'

/** More clips than are read at a time, in scenes of a size that is made quickly. */
const MANY = Array.from({ length: 30 }, () => 18)

describe('records that are read in slices', () => {
  test('[D50] are the same as those read at once', async () => {
    const { doc } = aFilm(MANY)
    let turns = 0
    const cache = await RecordCache.readInSlices(doc, async () => void (turns += 1))
    const { structure: _, ...read } = cache.snapshot()
    const { structure: __, ...whole } = new RecordCache(doc).snapshot()
    expect(read).toEqual(whole)
    expect(turns).toBe(2)
  })

  test('[D50] hold what was changed between two slices, and follow the document from then on', async () => {
    const { doc, clipIds, sceneIds } = aFilm(MANY)
    const context = testContext(9)
    const [first, last] = [must(clipIds[0], 'a clip'), must(clipIds.at(-1), 'a clip')]
    let made = ''
    let turns = 0
    const cache = await RecordCache.readInSlices(doc, async () => {
      turns += 1
      if (turns !== 1) return
      renameClip(doc, { id: first, name: 'read before' }, context)
      renameClip(doc, { id: last, name: 'read after' }, context)
      made = addClip(doc, { sceneId: must(sceneIds[0], 'a scene'), name: 'made' }, context)
    })
    const names = [first, last, made].map((id) => cache.snapshot().clips.get(id)?.name)
    expect(names).toEqual(['read before', 'read after', 'made'])
    const before = cache.snapshot()
    renameClip(doc, { id: first, name: 'later' }, context)
    expect(cache.snapshot().clips.get(first)?.name).toBe('later')
    expect(cache.snapshot().clips.get(last)).toBe(before.clips.get(last))
  })
})
