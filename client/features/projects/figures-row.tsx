import { useEffect, useState, type ReactElement } from 'react'
import type { CatalogEntry } from '#client/session/projects.ts'
import { count } from '#client/ui/words.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import type { ComfyServer } from '#shared/protocol/servers.ts'
import { DAYS, homeFigures, takesByDay } from './home-figures.ts'

/** One row of figures, those that there is data for. */
export function FiguresRow({
  films,
  jobs,
  servers,
  now,
}: {
  films: readonly CatalogEntry[]
  jobs: readonly Job[]
  servers: readonly ComfyServer[]
  now: number
}): ReactElement | null {
  const [storage, setStorage] = useState<{ used: number; quota: number } | null>(null)
  useEffect(() => {
    let left = false
    // Not every browser tells; the figure is then left out.
    void navigator.storage?.estimate?.().then(({ usage = 0, quota = 0 }) => {
      if (!left) setStorage({ used: usage, quota })
    })
    return () => {
      left = true
    }
  }, [])
  const figures = homeFigures({ films, jobs, servers, storage, now })
  const days = takesByDay(jobs, now)
  const total = days.reduce((sum, day) => sum + day, 0)
  if (figures.length === 0 && total === 0) return null
  return (
    <section
      aria-label="Figures"
      className="mt-7 flex flex-wrap items-center gap-x-14 gap-y-4 border-y border-line py-5 max-sm:gap-x-8"
    >
      {total > 0 ? <DayBars days={days} total={total} /> : null}
      <dl className="flex grow flex-wrap gap-x-14 gap-y-4 max-sm:gap-x-8">
        {figures.map((figure) => (
          <div key={figure.id} className="flex flex-col-reverse">
            <dt className="text-meta text-fg-3">{figure.label}</dt>
            <dd className="text-page font-semibold">
              {figure.value}
              {figure.of ? <span className="ml-1.5 text-meta font-normal text-fg-3">{figure.of}</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function DayBars({ days, total }: { days: readonly number[]; total: number }): ReactElement {
  const most = Math.max(...days)
  return (
    <div
      role="img"
      aria-label={`${count(total, 'take')} in the last ${DAYS} days, ${days.at(-1) ?? 0} of them today`}
      className="w-[246px] border-r border-line pr-7 max-sm:w-full max-sm:border-r-0 max-sm:pr-0"
    >
      <p className="flex justify-between text-meta text-fg-2">
        Takes, last {DAYS} days <b className="font-semibold text-fg">{total}</b>
      </p>
      <div className="mt-2 flex h-9 items-end gap-[3px]">
        {days.map((takes, at) => (
          <span
            key={at}
            className={at === days.length - 1 ? 'grow rounded-[2px] bg-accent' : 'grow rounded-[2px] bg-active'}
            style={{ height: `${Math.max(6, (takes / most) * 100)}%` }}
          />
        ))}
      </div>
    </div>
  )
}
