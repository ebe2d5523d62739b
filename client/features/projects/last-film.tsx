import { Play } from 'lucide-react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { CatalogEntry } from '#client/session/projects.ts'
import { filmPath } from '#client/session/routes.ts'
import { buttonClass } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { ago, clockTime, count, timeLeft } from '#client/ui/words.ts'
import { FINAL_STATES, type Job } from '#shared/protocol/jobs.ts'
import { FilmCover } from './film-cover.tsx'

/** The film that was open last, as a wide still, and the way back into it. */
export function LastFilm({ film, jobs, now }: { film: CatalogEntry; jobs: readonly Job[]; now: number }): ReactElement {
  const active = jobs.filter((job) => job.project_id === film.id && !FINAL_STATES.has(job.status))
  const running = active.filter((job) => job.status !== 'queued')
  const left = running.map((job) => job.progress.seconds_left)
  const known = left.filter((seconds) => seconds !== null)
  const facts = [
    film.durationSeconds > 0 ? clockTime(film.durationSeconds) : null,
    film.sceneCount > 0 ? count(film.sceneCount, 'scene') : null,
    film.clipCount > 0 ? count(film.clipCount, 'clip') : null,
  ].filter((fact) => fact !== null)
  return (
    <section
      aria-label="Last film"
      className="on-picture relative flex aspect-[742/346] min-h-64 w-full flex-col overflow-hidden rounded-dialog bg-stage p-7 text-fg max-sm:p-4"
    >
      <div className="absolute inset-0">
        <FilmCover sha256={film.coverSha256} width={1280} />
      </div>
      <div className="absolute inset-0 bg-linear-to-r from-[oklch(0.1_0_0/0.78)] via-[oklch(0.1_0_0/0.35)] to-transparent" />
      <div className="relative">
        <p className="text-meta">
          {film.lastOpenedAt === null ? 'Edited' : 'Last opened'} {ago(film.lastOpenedAt ?? film.changedAt, now)}
          {film.onDevice ? ', on this device' : null}
        </p>
        <h2 className="mt-2 text-statement font-semibold tracking-[-0.02em]">{film.name || 'Untitled film'}</h2>
        <p className="mt-1">
          {facts.length > 0 ? facts.join(', ') : film.onDevice ? 'No scenes yet' : 'Opens from the server'}
        </p>
      </div>
      <div className="relative mt-auto">
        {active.length > 0 ? (
          <p className="mb-3 flex items-center gap-2 text-meta">
            <span className="size-1.5 rounded-full bg-accent" />
            {running.length > 0
              ? `${count(running.length, 'take')} running${known.length > 0 ? `, ${timeLeft(Math.max(...known))}` : ''}`
              : `${count(active.length, 'take')} waiting`}
          </p>
        ) : null}
        <Link
          href={filmPath(film.id, 'board', film.lastClipId)}
          className={cn(buttonClass({ look: 'main', size: 'large' }), 'touch-target')}
        >
          <Icon icon={Play} className="fill-current" />
          {film.lastClipNumber ? `Continue at ${film.lastClipNumber}` : 'Open the board'}
        </Link>
      </div>
    </section>
  )
}
