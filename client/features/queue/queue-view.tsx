import { ChevronDown, ListVideo, RotateCcw } from 'lucide-react'
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { Link, useSearch } from 'wouter'
import { filmPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useServers } from '#client/session/use-servers.ts'
import { useJobs } from '#client/session/use-session.tsx'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { ErrorBoundary } from '#client/ui/error-panel.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Segmented } from '#client/ui/segmented.tsx'
import { TakePicture } from '#client/ui/take-picture.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { useFocusHeir } from '#client/ui/use-focus-heir.ts'
import { useIsPhone } from '#client/ui/use-media-query.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import { FailedRow, RunningRow, WaitingRow } from './job-row.tsx'
import { waitingReason } from './job-words.ts'
import { groupJobs, queueHeadline, queueSummary } from './queue-groups.ts'
import { ServersPanel } from './servers-panel.tsx'
import { useClipTitles } from '#client/session/use-clip-titles.ts'

/** How often the finish time is worked out anew while jobs are under way. */
const TICK_MS = 2_000

/** The time now, renewed while the page is open: estimates count down. */
function useNow(): number {
  const { clock } = useServices()
  const [now, setNow] = useState(clock.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [clock])
  return now
}

const everything = (jobs: readonly Job[]): readonly Job[] => jobs

/** The queue: when everything is done, what runs, waits and failed, and the servers that do the work. */
export function QueueView(): ReactElement {
  const phone = useIsPhone()
  const [adding, setAdding] = useDialogParam('add-server')
  const [tab, setTab] = useState<'jobs' | 'servers'>(() => (adding ? 'servers' : 'jobs'))
  const list = useServers({ details: true })
  const online = list.servers?.filter((one) => one.status === 'online' || one.status === 'working').length ?? 0
  const servers = (
    <ErrorBoundary name="Servers">
      <ServersPanel list={list} adding={adding} onAddingChange={setAdding} />
    </ErrorBoundary>
  )
  const jobs = (
    <ErrorBoundary name="The queue">
      <Jobs serversOnline={online} />
    </ErrorBoundary>
  )
  if (phone) {
    return (
      <div className="flex h-full flex-col">
        <div className="shrink-0 p-3">
          <Segmented
            label="Part of the page"
            value={tab}
            onChange={setTab}
            options={[
              { value: 'jobs', label: 'Takes' },
              { value: 'servers', label: 'Servers' },
            ]}
            className="flex"
          />
        </div>
        <div className="min-h-0 grow">{tab === 'jobs' ? jobs : servers}</div>
      </div>
    )
  }
  return (
    <div className="flex h-full">
      <div className="min-w-0 grow">{jobs}</div>
      <div className="w-[346px] shrink-0 border-l border-line max-lg:w-[300px]">{servers}</div>
    </div>
  )
}

function Jobs({ serversOnline }: { serversOnline: number }): ReactElement {
  const services = useServices()
  const jobs = useJobs(everything)
  const now = useNow()
  const filmId = new URLSearchParams(useSearch()).get('film')
  const shown = filmId ? jobs.filter((job) => job.project_id === filmId) : jobs
  const titles = useClipTitles(shown)
  const { answering } = useReadable(services.server)
  const groups = groupJobs(shown, now)
  const title = (job: Job) => titles.get(job.clip_id) ?? null
  const nothing = groups.running.length + groups.waiting.length + groups.failed.length + groups.doneToday.length === 0

  const list = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useFocusHeir(list, heading)

  const act = (work: Promise<unknown>, failed: string): void => {
    work.catch((error: unknown) => {
      toasts.show({ tone: 'alert', title: failed, detail: error instanceof Error ? error.message : String(error) })
    })
  }
  const cancel = (job: Job): void => {
    const name = title(job)?.number ?? 'the take'
    act(
      services.jobs.cancel(job).then(() =>
        toasts.show({
          title: `Cancelled ${name}`,
          action: { label: 'Undo', run: () => act(services.jobs.retry(job), `${name} could not be asked for again`) },
        }),
      ),
      `${name} could not be cancelled`,
    )
  }
  const retry = (job: Job, fix: boolean): void =>
    act(services.jobs.retry(job, fix ? job.error?.fix?.params : undefined), 'The take could not be asked for again')

  return (
    <div ref={list} className="h-full overflow-y-auto px-6 py-4 max-sm:px-3">
      <header className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 grow">
          <h2 ref={heading} tabIndex={-1} className="text-page font-semibold outline-none" aria-live="polite">
            {queueHeadline(shown, serversOnline, now)}
          </h2>
          <p className="text-meta text-fg-3">{queueSummary(groups)}</p>
        </div>
        {groups.failed.length > 1 ? (
          <Button onClick={() => groups.failed.forEach((job) => retry(job, job.error?.fix !== null))}>
            <Icon icon={RotateCcw} size={14} />
            Retry {groups.failed.length} failed takes
          </Button>
        ) : null}
      </header>
      {nothing ? (
        <EmptyState icon={ListVideo} title="No takes are being made">
          Generate takes from a clip on the board. They line up here, also while the server is away.
        </EmptyState>
      ) : null}
      <Group heading="Running" jobs={groups.running}>
        {(job) => <RunningRow key={job.id} job={job} title={title(job)} onCancel={() => cancel(job)} />}
      </Group>
      <Group heading="Waiting" jobs={groups.waiting}>
        {(job) => (
          <WaitingRow
            key={job.id}
            job={job}
            title={title(job)}
            reason={waitingReason(job, { answering, serversOnline })}
            onCancel={() => cancel(job)}
          />
        )}
      </Group>
      <Group heading="Failed" jobs={groups.failed}>
        {(job) => <FailedRow key={job.id} job={job} title={title(job)} onRetry={(fix) => retry(job, fix)} />}
      </Group>
      {groups.doneToday.length > 0 ? (
        <Section heading="Done today" count={groups.doneToday.length}>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(108px,1fr))] gap-2 px-3 pt-1">
            {groups.doneToday.slice(0, 48).map((job) => (
              <li key={job.id}>
                <DoneTake job={job} name={title(job)} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  )
}

function DoneTake({ job, name }: { job: Job; name: { number: string; name: string } | null }): ReactElement {
  const label = name ? `${name.number} ${name.name}` : 'A take of another film'
  return (
    <Link
      href={filmPath(job.project_id, 'board', job.clip_id)}
      aria-label={`${label}, open on the board`}
      title={label}
      className="focus-on-picture block aspect-video overflow-hidden rounded-thumb bg-stage"
    >
      {job.media ? (
        <TakePicture
          source={{ kind: job.generation_type, url: `/media/${job.media}`, thumbUrl: `/media/${job.media}?width=320` }}
          alt=""
        />
      ) : null}
    </Link>
  )
}

function Group({
  heading,
  jobs,
  children,
}: {
  heading: string
  jobs: readonly Job[]
  children: (job: Job) => ReactNode
}): ReactElement | null {
  if (jobs.length === 0) return null
  return (
    <Section heading={heading} count={jobs.length}>
      <ul>{jobs.map(children)}</ul>
    </Section>
  )
}

function Section({ heading, count, children }: { heading: string; count: number; children: ReactNode }): ReactElement {
  const [open, setOpen] = useState(true)
  return (
    <section className="mb-2">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="touch-target flex h-8 items-center gap-2 rounded-control px-1 text-body font-semibold"
        >
          <Icon icon={ChevronDown} size={14} className={cn('text-fg-2 transition-transform', !open && '-rotate-90')} />
          {heading} <span className="font-normal text-fg-3">{count}</span>
        </button>
      </h3>
      {open ? children : null}
    </section>
  )
}
