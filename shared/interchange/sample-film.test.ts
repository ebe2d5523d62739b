import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { importFilm } from '../commands/import-film.ts'
import { RecordCache } from '../document/record-cache.ts'
import { openProjectDoc } from '../document/project-doc.ts'
import { storyClips, takesOfClip } from '../document/selectors.ts'
import { framesToSeconds } from '../model/time.ts'
import { testContext } from '../testing/builders.ts'
import { freshSample, SampleManifest } from './sample-film.ts'

const manifest = SampleManifest.parse(
  JSON.parse(readFileSync(new URL('../../public/sample/sample.json', import.meta.url), 'utf8')),
)

describe('the sample film', () => {
  test('ships every file that its records name, within eight megabytes', () => {
    const shipped = new Set(manifest.files.map((file) => file.sha256))
    const named = [
      manifest.hero,
      manifest.project.music.sha256,
      ...manifest.takes.flatMap((take) => [take.media, ...(take.recipe === null ? [] : [take.recipe])]),
    ]
    expect(named.filter((sha256) => !shipped.has(sha256))).toEqual([])
    expect(manifest.files.reduce((sum, file) => sum + file.bytes, 0)).toBeLessThan(8_000_000)
  })

  test('is cut to the length of its song, every cut on a half bar', () => {
    const { bpm, beatsPerBar, durationSeconds } = manifest.project.music
    const halfBar = ((60 / bpm!) * beatsPerBar) / 2
    let frame = 0
    for (const clip of manifest.clips) {
      const halfBars = framesToSeconds(frame, manifest.project.frameRate) / halfBar
      expect(Math.abs(halfBars - Math.round(halfBars)) * halfBar).toBeLessThan(0.5 / 24 + 1e-6)
      frame += clip.length
    }
    expect(framesToSeconds(frame, manifest.project.frameRate)).toBeCloseTo(durationSeconds, 6)
  })

  test('a moving pick is long enough for what the cut shows of it', () => {
    for (const clip of manifest.clips) {
      const pick = manifest.takes.find((take) => take.id === clip.selectedTakeId)
      if (pick?.kind === 'video') expect(clip.sourceIn + clip.length).toBeLessThanOrEqual(pick.frames)
    }
  })

  test('opened twice, the copies share no id', () => {
    const context = testContext()
    const idsOf = ({ film }: ReturnType<typeof freshSample>) =>
      [...film.scenes, ...film.clips, ...film.takes].map((record) => record.id)
    const all = [...idsOf(freshSample(manifest, context)), ...idsOf(freshSample(manifest, context))]
    expect(new Set(all).size).toBe(all.length)
  })

  test('goes into an empty document whole: order, numbers, takes, picks, stars', () => {
    const context = testContext()
    const doc = openProjectDoc(new Y.Doc())
    const { film, starredTakeIds } = freshSample(manifest, context)
    importFilm(doc, { ...film, sample: true }, context)
    const snapshot = new RecordCache(doc).snapshot()
    const story = storyClips(snapshot)
    expect(story.map((clip) => clip.number)).toEqual(manifest.clips.map((clip) => clip.number))
    expect(story.filter((clip) => clip.selectedTakeId !== null)).toHaveLength(
      manifest.clips.filter((clip) => clip.selectedTakeId !== null).length,
    )
    expect(story.flatMap((clip) => takesOfClip(snapshot, clip.id))).toHaveLength(manifest.takes.length)
    expect(starredTakeIds.every((id) => snapshot.takes.has(id))).toBe(true)
    expect(Math.max(...film.takes.map((take) => take.createdAt))).toBeLessThanOrEqual(context.now())
  })
})
