import { addClip } from '#shared/commands/clip-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import type { ProjectSession } from '../session/project-session.ts'
import type { ClientServices } from '../session/services-context.tsx'

/** A film open in a test, with the ids of what is in it. */
export interface TestFilm {
  readonly session: ProjectSession
  readonly sceneId: string
  readonly clipIds: readonly string[]
}

/** Makes and opens a film with one scene and so many clips, by the same commands as in the product. */
export async function aFilm(services: ClientServices, clips = 2): Promise<TestFilm> {
  const projectId = await services.projects.create({ name: 'Salt & Neon' })
  const session = await services.projects.open(projectId)
  const sceneId = session.run(addScene, { name: 'Neon rain' })
  const clipIds = Array.from({ length: clips }, (_, index) =>
    session.run(addClip, { sceneId, name: `Clip ${index + 1}` }),
  )
  return { session, sceneId, clipIds }
}
