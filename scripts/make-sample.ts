/**
 * Makes the sample film "Salt & Neon" into public/sample: `node --import tsx scripts/make-sample.ts`.
 *
 * Every picture is drawn, every note is synthesised here; moving takes and the song are encoded by Chromium. Chance is
 * seeded, so a second run gives the same film; media bytes may differ where the encoder is another version.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { SampleManifest } from '../shared/interchange/sample-film.ts'
import type { Clip } from '../shared/model/clip.ts'
import { orderKeyBetween } from '../shared/model/order-key.ts'
import type { Recipe } from '../shared/model/recipe.ts'
import type { Scene } from '../shared/model/scene.ts'
import type { Take } from '../shared/model/take.ts'
import { secondsToFrames } from '../shared/model/time.ts'
import { must } from '../shared/util/assert.ts'
import { openEncoder } from './sample/encode.ts'
import type { Encoder } from './sample/encode.ts'
import { NEGATIVE, SCENES } from './sample/film.ts'
import type { ClipPlan, TakePlan } from './sample/film-plan.ts'
import { Library, steadyId } from './sample/library.ts'
import { Paint } from './sample/paint.ts'
import { BAR_SECONDS, BEATS_PER_BAR, BPM, PARTS, playSong, SONG_SECONDS } from './sample/song.ts'

const RATE = { num: 24, den: 1 } as const
const FRAMES_PER_SECOND = 24
const MADE_AT = Date.UTC(2026, 10, 20, 18, 0)
const DAY = 86_400_000
const HERO = 'Umbrella, wet street'
/** Frames that a moving take has before and after what the cut shows. */
const HANDLE = 8
const STILL = { width: 1280, height: 720, quality: 80 } as const
const MOVING = { width: 640, height: 360 } as const
/** Most bits a second of a moving take, and most bits of a whole one. */
const MOST_BITS = { perSecond: 680_000, perTake: 2_650_000 } as const

const folder = fileURLToPath(new URL('../public/sample', import.meta.url))
const library = new Library(folder)

/** The frame at which a bar of the song begins. */
const frameOfBar = (bar: number): number => secondsToFrames(bar * BAR_SECONDS, RATE)

function picture(plan: TakePlan, t: number, width: number, height: number): Buffer {
  const paint = new Paint(plan.seed)
  const body = plan.draw(paint, t)
  return Buffer.from(paint.document(body, width, height))
}

async function still(plan: TakePlan): Promise<Uint8Array> {
  return sharp(picture(plan, 0, STILL.width, STILL.height))
    .webp({ quality: STILL.quality, effort: 6, smartSubsample: true })
    .toBuffer()
}

async function moving(plan: TakePlan, frames: number, encoder: Encoder): Promise<Uint8Array> {
  const draw = (frame: number): Promise<Uint8Array> =>
    sharp(picture(plan, frame / FRAMES_PER_SECOND, MOVING.width, MOVING.height))
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer()
  const drawn = await Promise.all(Array.from({ length: frames }, (_, frame) => draw(frame)))
  const bitrate = Math.min(MOST_BITS.perSecond, Math.round((MOST_BITS.perTake * FRAMES_PER_SECOND) / frames))
  return encoder.video(drawn, { ...MOVING, rate: FRAMES_PER_SECOND, bitrate })
}

async function makeTake(clip: Clip, plan: ClipPlan, index: number, age: number, encoder: Encoder): Promise<Take> {
  const take = must(plan.takes[index], 'the planned take')
  const isMoving = take.moving === true
  const frames = isMoving ? clip.length + 2 * HANDLE : 1
  const size = isMoving ? MOVING : STILL
  const recipe: Recipe = {
    version: 1,
    kind: isMoving ? 'video' : 'image',
    backend: 'sample',
    prompt: isMoving ? `${plan.image}\n${plan.video}` : plan.image,
    negativePrompt: NEGATIVE,
    model: 'sample',
    modelType: null,
    params: { width: size.width, height: size.height, frames },
    seed: take.seed,
    inputs: [],
    graph: null,
    server: null,
    serverVersion: null,
    durationMs: null,
  }
  const media = isMoving
    ? await library.add(await moving(take, frames, encoder), 'video/mp4')
    : await library.add(await still(take), 'image/webp')
  const made = await library.add(new TextEncoder().encode(JSON.stringify(recipe)), 'application/json')
  return {
    id: steadyId('take', clip.number, take.seed),
    clipId: clip.id,
    kind: recipe.kind,
    media: media.sha256,
    mime: media.mime,
    bytes: media.bytes,
    width: size.width,
    height: size.height,
    frames,
    frameRate: isMoving ? RATE : null,
    recipe: made.sha256,
    source: 'generated',
    model: recipe.model,
    createdAt: MADE_AT - Math.round(age * DAY),
    createdBy: 'Sample',
    deletedAt: null,
  }
}

async function makeFilm(encoder: Encoder): Promise<SampleManifest> {
  const song = await library.add(await encoder.audio(playSong(), 96_000), 'audio/webm')
  const scenes: Scene[] = []
  const clips: Clip[] = []
  const takes: Take[] = []
  const stars: string[] = []
  let bar = 0
  let sceneOrder: string | null = null
  for (const [sceneIndex, plan] of SCENES.entries()) {
    const part = must(PARTS[sceneIndex], 'the part of the song')
    const end = bar + part.bars
    sceneOrder = orderKeyBetween(sceneOrder, null)
    const sceneId = steadyId('scene', sceneIndex)
    scenes.push({
      id: sceneId,
      name: plan.name,
      part: part.part,
      description: plan.description,
      lyrics: plan.lyrics,
      order: sceneOrder,
      colour: plan.colour,
      alternateOf: null,
      createdAt: MADE_AT - 13 * DAY,
      deletedAt: null,
    })
    let clipOrder: string | null = null
    for (const [clipIndex, clipPlan] of plan.clips.entries()) {
      clipOrder = orderKeyBetween(clipOrder, null)
      const number = `${sceneIndex + 1}.${String(clipIndex + 1).padStart(2, '0')}`
      const picked = clipPlan.pick === null ? null : must(clipPlan.takes[clipPlan.pick], `the pick of ${number}`)
      const clip: Clip = {
        id: steadyId('clip', number),
        sceneId,
        number,
        name: clipPlan.name,
        order: clipOrder,
        length: frameOfBar(bar + clipPlan.bars) - frameOfBar(bar),
        sourceIn: picked?.moving ? HANDLE : 0,
        pin: null,
        imagePrompt: clipPlan.image,
        videoPrompt: clipPlan.video,
        negativePrompt: NEGATIVE,
        characterIds: [],
        styleId: null,
        settings: { kind: picked?.moving ? 'video' : 'image', preset: 'quality' },
        selectedTakeId: picked ? steadyId('take', number, picked.seed) : null,
        alternateOf: null,
        createdAt: MADE_AT - 13 * DAY,
        deletedAt: null,
      }
      clips.push(clip)
      for (const [index, take] of clipPlan.takes.entries()) {
        const age = 12.4 - sceneIndex * 2 - clipIndex * 0.17 - index * 0.04
        takes.push(await makeTake(clip, clipPlan, index, age, encoder))
        if (take.star) stars.push(steadyId('take', number, take.seed))
      }
      console.log(`${number} ${clipPlan.name}: ${clipPlan.takes.length} takes, ${clip.length} frames`)
      bar += clipPlan.bars
    }
    if (bar !== end) throw new Error(`${plan.name} is ${bar - end} bars longer than its part of the song`)
  }
  const heroPlan = must(
    SCENES.flatMap((scene) => scene.clips).find((clip) => clip.name === HERO),
    'the clip of the hero',
  )
  const hero = await library.add(await still(must(heroPlan.takes[heroPlan.pick ?? 0], 'the hero')), 'image/webp')
  return SampleManifest.parse({
    version: 1,
    name: 'Salt & Neon',
    madeAt: MADE_AT,
    hero: hero.sha256,
    files: library.files,
    project: {
      name: 'Salt & Neon',
      description:
        'A music video in six scenes: a woman leaves the coast for the city, and comes back with the morning.',
      frameRate: RATE,
      width: 1280,
      height: 720,
      music: {
        sha256: song.sha256,
        fileName: 'salt-and-neon.webm',
        mime: song.mime,
        durationSeconds: SONG_SECONDS,
        bpm: BPM,
        firstBeatSeconds: 0,
        beatsPerBar: BEATS_PER_BAR,
      },
    },
    scenes,
    clips,
    takes,
    stars,
  })
}

await library.clear()
const encoder = await openEncoder()
try {
  const manifest = await makeFilm(encoder)
  await writeFile(join(folder, 'sample.json'), `${JSON.stringify(manifest, null, 1)}\n`)
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  console.log(
    `${manifest.clips.length} clips, ${manifest.takes.length} takes, ${manifest.files.length} files, ${(bytes / 1e6).toFixed(2)} MB`,
  )
} finally {
  await encoder.close()
}
