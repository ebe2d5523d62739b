import { addClip, editPrompt, setClipLength } from '#shared/commands/clip-commands.ts'
import { createProject } from '#shared/commands/project-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { seededRandom } from '#shared/util/random.ts'
import type { ClientServices } from '../../session/services-context.tsx'

const CLIPS_A_SCENE = 25
const TAKES_A_CLIP = 3
const PICTURES = 40
/** Sittings in which the film was edited after it was planned, each under a client id of its own. */
const SITTINGS = 20
const EDITS_A_SITTING = 100

const WORDS =
  'low tide lamp swings over an empty quay gulls coat left on the rail first light neon rain red door'.split(' ')

/** Makes a film by the app's own commands, with pictures on this device and a history of edits. Returns its id. */
export async function makeBenchFilm(services: ClientServices, clips: number): Promise<string> {
  const { projects, media, clock } = services
  const random = seededRandom(1)
  const sentence = (words: number): string =>
    Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, at) => picture(at)))
  for (const { sha256, blob } of pictures) await media.store(sha256, blob)

  const projectId = clock.newId()
  await projects.change(projectId, (doc, context) =>
    doc.ydoc.transact(() => {
      createProject(doc, { name: 'Bench' }, context)
      for (let made = 0, scene = 1; made < clips; scene += 1) {
        const sceneId = addScene(doc, { name: `Scene ${scene}` }, context)
        for (let n = 0; n < CLIPS_A_SCENE && made < clips; n += 1, made += 1) {
          const id = addClip(doc, { sceneId, name: sentence(3), length: 48 + Math.floor(random() * 96) }, context)
          editPrompt(doc, { id, field: 'imagePrompt', text: sentence(30) }, context)
          editPrompt(doc, { id, field: 'videoPrompt', text: sentence(20) }, context)
          for (let take = 0; take < TAKES_A_CLIP; take += 1) {
            const { sha256, blob } = pictures[Math.floor(random() * PICTURES)]!
            const record = {
              id: context.newId(),
              clipId: id,
              kind: 'image' as const,
              media: sha256,
              mime: blob.type,
              bytes: blob.size,
              width: 640,
              height: 360,
              frames: 1,
              frameRate: null,
              recipe: null,
              source: 'generated' as const,
              model: 'bench.safetensors',
              createdAt: context.now(),
              createdBy: 'Bench',
            }
            addTake(doc, { take: record, pick: take === 0 ? 'always' : 'never' }, context)
          }
        }
      }
    }),
  )
  for (let sitting = 0; sitting < SITTINGS; sitting += 1) {
    await projects.change(projectId, (doc, context) => {
      const ids = [...doc.clips.keys()]
      for (let edit = 0; edit < EDITS_A_SITTING; edit += 1) {
        const id = ids[Math.floor(random() * ids.length)]!
        if (edit % 2 === 0) setClipLength(doc, { ids: [id], length: 24 + Math.floor(random() * 120) }, context)
        else editPrompt(doc, { id, field: 'imagePrompt', text: sentence(30) }, context)
      }
    })
  }
  return projectId
}

/** A small picture that no two of look or weigh the same. */
async function picture(seed: number): Promise<{ sha256: string; blob: Blob }> {
  const canvas = new OffscreenCanvas(640, 360)
  const context = canvas.getContext('2d')!
  const random = seededRandom(seed + 1)
  context.fillStyle = `hsl(${seed * 9} 40% 20%)`
  context.fillRect(0, 0, 640, 360)
  for (let n = 0; n < 300; n += 1) {
    context.fillStyle = `hsl(${seed * 9 + random() * 60} 50% ${20 + random() * 50}% / 0.4)`
    context.fillRect(random() * 640, random() * 360, random() * 160, random() * 90)
  }
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
  return { sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''), blob }
}
