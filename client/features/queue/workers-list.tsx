import { CircleCheck, Trash2, Unplug } from 'lucide-react'
import { useRef, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useClipTitles } from '#client/session/use-clip-titles.ts'
import { useJobs } from '#client/session/use-session.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { useFocusHeir } from '#client/ui/use-focus-heir.ts'
import { ago, count } from '#client/ui/words.ts'
import type { PullWorkerBody } from '#shared/protocol/pull-workers.ts'

/** Machines that fetch their jobs themselves; where there are none, what they are for is told to whoever manages servers. */
export function WorkersList({
  workers,
  manages,
  onRemove,
}: {
  /** Null until they were heard of. */
  workers: readonly PullWorkerBody[] | null
  manages: boolean
  onRemove: (worker: PullWorkerBody) => void
}): ReactElement | null {
  const list = useRef<HTMLUListElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useFocusHeir(list, heading)
  if (workers === null || (workers.length === 0 && !manages)) return null
  return (
    <section aria-labelledby="workers-heading" className="mt-6">
      <h3 id="workers-heading" ref={heading} tabIndex={-1} className="text-title font-semibold outline-none">
        Workers
      </h3>
      {workers.length === 0 ? (
        <p className="mt-1 text-meta text-fg-3">
          None. A machine that this server cannot reach, as behind a router, can fetch its jobs itself:{' '}
          <a href="/api/v1/docs#/queue" target="_blank" rel="noreferrer" className="text-accent-text underline">
            how to, in the API’s pages
          </a>
          .
        </p>
      ) : null}
      <ul ref={list} className="mt-2 flex flex-col gap-2">
        {workers.map((worker) => (
          <WorkerRow key={worker.id} worker={worker} onRemove={manages ? () => onRemove(worker) : null} />
        ))}
      </ul>
    </section>
  )
}

function WorkerRow({ worker, onRemove }: { worker: PullWorkerBody; onRemove: (() => void) | null }): ReactElement {
  const { clock } = useServices()
  const jobs = useJobs((all) => all.filter(({ id }) => id === worker.job_id))
  const title = useClipTitles(jobs).get(jobs[0]?.clip_id ?? '')
  const { name, here, models, generation_types: kinds, last_seen_at: seen, job_id: jobId } = worker
  const makes = kinds.map((kind) => (kind === 'video' ? 'video' : 'stills')).join(' and ')
  return (
    <li data-row={worker.id} className="flex items-start gap-2 rounded-card border border-line bg-panel px-4 py-3">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2">
          <span className="min-w-0 truncate font-semibold">{name}</span>
          <span className={cn('flex shrink-0 items-center gap-1 text-meta', here ? 'text-ok' : 'text-fg-2')}>
            <Icon icon={here ? CircleCheck : Unplug} size={14} />
            {jobId !== null ? 'Working' : here ? 'Ready' : 'Silent'}
          </span>
        </p>
        <p className="text-meta text-fg-2">
          Makes {makes}, {models === null ? 'with every model' : `with ${count(models.length, 'model')}`}
        </p>
        {jobId === null ? null : (
          <p className="truncate text-meta text-fg-2">
            {title ? `${title.number} ${title.name}` : 'A take of another film'}
          </p>
        )}
        <p className="text-meta text-fg-3">Heard of {ago(Date.parse(seen), clock.now())}</p>
      </div>
      {onRemove ? <IconButton icon={Trash2} size="dense" label={`Remove ${name}`} onClick={onRemove} /> : null}
    </li>
  )
}
