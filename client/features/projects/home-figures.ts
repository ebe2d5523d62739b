import type { CatalogEntry } from '#client/storage/project-catalog.ts'
import { clockTime, fileSize } from '#client/ui/words.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import type { ComfyServer } from '#shared/protocol/servers.ts'

/** One figure of the row on Home. */
export type Figure = { id: string; value: string; of?: string; label: string }

/** Takes made on each of the last days, oldest first; the last is today. */
export type TakesByDay = readonly number[]

/** How many days the bars on Home show. */
export const DAYS = 14
const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

const finishedAt = (job: Job): number | null => (job.finished_at ? Date.parse(job.finished_at) : null)
const tookMs = (job: Job): number | null => {
  const end = finishedAt(job)
  return end !== null && job.started_at ? Math.max(0, end - Date.parse(job.started_at)) : null
}

/** Start of the local day of a time, in milliseconds. */
function dayStart(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}

/** Finished jobs by local day. */
export function takesByDay(jobs: readonly Job[], now: number): TakesByDay {
  const days = Array.from({ length: DAYS }, () => 0)
  const today = dayStart(now)
  for (const job of jobs) {
    const end = job.status === 'done' ? finishedAt(job) : null
    if (end === null) continue
    // Days can have 23 or 25 hours: rounding finds the right one.
    const back = Math.round((today - dayStart(end)) / DAY_MS)
    const at = DAYS - 1 - back
    if (days[at] !== undefined) days[at] += 1
  }
  return days
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

function medianTime(ms: number): string {
  return ms < 1000 ? 'under 1 s' : clockTime(ms / 1000)
}

function hoursAndMinutes(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1000))} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`
}

/** The figures that there is data for; one without any is left out rather than shown as zero. */
export function homeFigures({
  jobs,
  films,
  storage,
  servers,
  now,
}: {
  jobs: readonly Job[]
  films: readonly CatalogEntry[]
  storage: { used: number; quota: number } | null
  servers: readonly ComfyServer[]
  now: number
}): readonly Figure[] {
  const figures: Figure[] = []
  const done = jobs.filter((job) => job.status === 'done')

  const week = done.filter((job) => (finishedAt(job) ?? 0) > now - WEEK_MS)
  const rendered = week.reduce((sum, job) => sum + (tookMs(job) ?? 0), 0)
  if (rendered > 0) figures.push({ id: 'render', value: hoursAndMinutes(rendered), label: 'Render time this week' })

  const live = films.filter((film) => film.deletedAt === null && film.archivedAt === null && film.onDevice)
  const clips = live.reduce((sum, film) => sum + film.clipCount, 0)
  const picked = live.reduce((sum, film) => sum + film.pickedCount, 0)
  if (clips > 0)
    figures.push({ id: 'picked', value: `${picked}`, of: `of ${clips}`, label: 'Clips with a picked take' })

  const video = median(done.filter((job) => job.generation_type === 'video').flatMap((job) => tookMs(job) ?? []))
  if (video !== null) figures.push({ id: 'video', value: medianTime(video), label: 'Median video take' })
  else {
    const image = median(done.filter((job) => job.generation_type === 'image').flatMap((job) => tookMs(job) ?? []))
    if (image !== null) figures.push({ id: 'image', value: medianTime(image), label: 'Median image take' })
  }

  if (storage && storage.used > 0) {
    figures.push({
      id: 'storage',
      value: fileSize(storage.used),
      ...(storage.quota > 0 ? { of: `of ${fileSize(storage.quota)}` } : {}),
      label: 'On this device',
    })
  }

  if (servers.length > 0) {
    const online = servers.filter((server) => server.status === 'online' || server.status === 'working').length
    figures.push({ id: 'servers', value: `${online} of ${servers.length}`, label: 'Servers online' })
  }
  return figures
}
