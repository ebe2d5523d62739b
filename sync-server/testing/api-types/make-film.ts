import type { Client } from 'openapi-fetch'
import { held } from './typed-client.ts'
import type { Clip, CreateClip, Paths, Project, Scene } from './paths.ts'

/** What a script says of a clip, but for where it belongs. */
type NewClip = Omit<CreateClip, 'scene_id'>

/** Makes a film with one scene and its clips, as scripts do. */
export async function makeFilm(
  api: Client<Paths>,
  name: string,
  clips: readonly NewClip[],
): Promise<{ project: Project; scene: Scene; clips: Clip[] }> {
  const project = held(await api.POST('/api/v1/projects', { body: { name } }))
  const scene = held(
    await api.POST('/api/v1/scenes', { body: { project_id: project.id, name: 'Intro', lyrics: 'First verse...' } }),
  )
  const made: Clip[] = []
  for (const clip of clips) {
    made.push(held(await api.POST('/api/v1/clips', { body: { ...clip, scene_id: scene.id } })))
  }
  return { project, scene, clips: made }
}
