import { z } from 'zod'
import { ClipBody, CreateClipBody, CreateSceneBody, SceneBody } from './http.ts'

/** Most scenes and clips that one plan adds. */
const MOST_SCENES = 100
const MOST_CLIPS = 500

const PlannedClip = CreateClipBody.omit({ scene_id: true, order: true, alternate_of: true }).meta({ id: 'PlannedClip' })

const PlannedScene = CreateSceneBody.omit({ project_id: true, order: true, alternate_of: true })
  .extend({ clips: z.array(PlannedClip).max(MOST_CLIPS).default([]).meta({ description: 'In the order they play' }) })
  .meta({ id: 'PlannedScene' })

/** Body of `POST /projects/{id}/plan`: scenes with their clips, in the order in which they play. */
export const PlanBody = z
  .object({
    scenes: z
      .array(PlannedScene)
      .min(1)
      .max(MOST_SCENES)
      .meta({ description: `In story order; at most ${MOST_CLIPS} clips in all` }),
  })
  .superRefine(({ scenes }, context) => {
    const clips = scenes.reduce((sum, scene) => sum + scene.clips.length, 0)
    if (clips > MOST_CLIPS) {
      context.addIssue({
        code: 'custom',
        path: ['scenes'],
        message: `at most ${MOST_CLIPS} clips can be added at once`,
      })
    }
  })
  .meta({
    id: 'Plan',
    example: {
      scenes: [
        {
          name: 'Intro',
          lyrics: 'First verse...',
          clips: [
            { name: 'Opening shot', length: 5, image_prompt: 'cinematic sunrise', video_prompt: 'slow push in' },
            { name: 'The harbour wakes', length: 3.5, image_prompt: 'fishing boats in the mist' },
          ],
        },
      ],
    },
  })

/** What came of a plan. */
export const PlannedBody = z
  .object({ scenes: z.array(SceneBody.extend({ clips: z.array(ClipBody) })) })
  .meta({ id: 'PlannedScenes' })
