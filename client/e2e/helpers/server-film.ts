import { z } from 'zod'
import { ProjectTreeBody, type ClipBody } from '#shared/protocol/http.ts'
import { Job } from '#shared/protocol/jobs.ts'

/** The id of the film whose page is at an address. */
export function filmIdOf(url: string): string {
  const id = /\/p\/([0-9a-f-]{36})/.exec(url)?.[1]
  if (!id) throw new Error(`${url} is no page of a film`)
  return id
}

/** A film as the server has it, by REST: what would survive the loss of every browser. */
export async function filmOnServer(serverUrl: string, filmId: string): Promise<ProjectTreeBody> {
  const response = await fetch(`${serverUrl}/api/v1/projects/${filmId}/with-scenes`)
  if (!response.ok) throw new Error(`the server answers ${response.status} for film ${filmId}`)
  return ProjectTreeBody.parse(await response.json())
}

/** The clips of a film as the server has them, in story order; none while it does not know the film. */
export async function clipsOnServer(serverUrl: string, filmId: string): Promise<ClipBody[]> {
  const film = await filmOnServer(serverUrl, filmId).catch(() => null)
  return film?.scenes.flatMap((scene) => scene.clips) ?? []
}

/** Every job that the server knows, newest first. */
export async function jobsOnServer(serverUrl: string): Promise<Job[]> {
  const response = await fetch(`${serverUrl}/api/v1/queue/jobs`)
  const jobs = z.array(Job).parse(await response.json())
  return jobs.sort((a, b) => b.created_at.localeCompare(a.created_at))
}
