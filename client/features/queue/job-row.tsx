import { ChevronDown, Clock, RotateCcw, TriangleAlert, X } from 'lucide-react'
import { useId, useState, type ReactElement, type ReactNode } from 'react'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { ProgressBar } from '#client/ui/progress-bar.tsx'
import { timeLeft } from '#client/ui/words.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { jobFacts } from './job-words.ts'
import type { ClipTitle } from '#client/session/use-clip-titles.ts'

/** Columns of a row: picture, name, server, state, buttons. On a phone server and state go below the name. */
const ROW =
  'grid min-h-13 grid-cols-[64px_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 rounded-option px-3 py-2 hover:bg-hover ' +
  'md:grid-cols-[64px_minmax(0,1.2fr)_minmax(0,.7fr)_minmax(0,2fr)_auto]'

function Row({
  job,
  title,
  picture,
  state,
  buttons,
  below,
}: {
  job: Job
  title: ClipTitle | null
  picture: ReactNode
  state: ReactNode
  buttons: ReactNode
  below?: ReactNode
}): ReactElement {
  return (
    <li data-state={job.status} data-row={job.id}>
      <div className={ROW}>
        <div className="on-picture flex h-9 w-16 items-center justify-center overflow-hidden rounded-thumb border border-line bg-stage">
          {picture}
        </div>
        <div className="min-w-0">
          <p className="truncate text-title">
            {title ? (
              <>
                <span className="text-fg-3">{title.number}</span> <b className="font-semibold">{title.name}</b>
              </>
            ) : (
              <b className="font-semibold">{job.prompt.slice(0, 80) || 'A clip of another film'}</b>
            )}
          </p>
          <p className="truncate text-meta text-fg-3">{jobFacts(job)}</p>
        </div>
        <p className="truncate text-body text-fg-2 max-md:hidden">{serverName(job)}</p>
        <div className="min-w-0 max-md:order-last max-md:col-span-3">{state}</div>
        <div className="flex justify-end gap-1">{buttons}</div>
      </div>
      {below}
    </li>
  )
}

function serverName(job: Job): string {
  if (job.assigned_server_name) return job.assigned_server_name
  if (job.model === SKETCH_MODEL) return 'Sketch'
  return job.server_id === 'any' ? 'Any server' : 'Chosen server'
}

/** A job that runs: preview, steps and time left. */
export function RunningRow({
  job,
  title,
  onCancel,
}: {
  job: Job
  title: ClipTitle | null
  onCancel: () => void
}): ReactElement {
  const [missing, setMissing] = useState(0)
  const { step, steps, fraction, seconds_left: left, preview } = job.progress
  const words = runningWords(job.status, step, steps)
  return (
    <Row
      job={job}
      title={title}
      picture={
        preview > 0 && preview !== missing ? (
          <img
            src={`/api/v1/queue/jobs/${job.id}/preview?n=${preview}`}
            alt=""
            // A job that has just ended has no preview any more.
            onError={() => setMissing(preview)}
            className="size-full object-cover blur-[1px]"
          />
        ) : (
          <Icon icon={Clock} className="text-fg-3" />
        )
      }
      state={
        <>
          <p className="mb-1.5 flex justify-between gap-2 text-meta">
            <span className="text-fg-2">{words}</span>
            <span className="font-semibold">{timeLeft(left)}</span>
          </p>
          <ProgressBar label={`${title?.number ?? 'Job'}, ${words}`} value={fraction} />
        </>
      }
      buttons={<IconButton icon={X} label={`Cancel ${title?.number ?? 'this take'}`} onClick={onCancel} />}
    />
  )
}

function runningWords(status: Job['status'], step: number, steps: number): string {
  if (status === 'assigned') return 'Next on this server'
  if (status === 'storing') return 'Saving the take'
  return steps > 0 ? `Step ${step} of ${steps}` : 'Loading the model'
}

/** A job that waits, and what for. */
export function WaitingRow({
  job,
  title,
  reason,
  onCancel,
}: {
  job: Job
  title: ClipTitle | null
  reason: string
  onCancel: () => void
}): ReactElement {
  return (
    <Row
      job={job}
      title={title}
      picture={<Icon icon={Clock} className="text-fg-3" />}
      state={<p className="truncate text-fg-2">{reason}</p>}
      buttons={<IconButton icon={X} label={`Cancel ${title?.number ?? 'this take'}`} onClick={onCancel} />}
    />
  )
}

/** A job that failed: the reason in words, the best fix, and the server's own text to copy. */
export function FailedRow({
  job,
  title,
  onRetry,
}: {
  job: Job
  title: ClipTitle | null
  /** Runs it again, with the suggested change or as it was. */
  onRetry: (fix: boolean) => void
}): ReactElement {
  const [open, setOpen] = useState(false)
  const [copied, setCopied] = useState(false)
  const details = useId()
  const fix = job.error?.fix ?? null
  const raw = job.error?.detail ?? ''
  const name = title?.number ?? 'this take'
  return (
    <Row
      job={job}
      title={title}
      picture={<Icon icon={TriangleAlert} className="text-bad" />}
      state={
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 grow text-bad select-text">{job.error?.message ?? 'It stopped without a reason'}</p>
          {fix ? <Button onClick={() => onRetry(true)}>{fix.label}</Button> : null}
        </div>
      }
      buttons={
        <>
          {raw ? (
            <IconButton
              icon={ChevronDown}
              label={`Details of ${name}`}
              aria-expanded={open}
              aria-controls={details}
              className={cn(open && '[&_svg]:rotate-180')}
              onClick={() => setOpen(!open)}
            />
          ) : null}
          <IconButton icon={RotateCcw} label={`Retry ${name}`} onClick={() => onRetry(false)} />
        </>
      }
      below={
        open ? (
          <div id={details} className="mx-3 mb-2 rounded-option bg-field p-3">
            <pre
              className="max-h-56 overflow-auto font-mono text-tag whitespace-pre-wrap text-fg-2 select-text"
              tabIndex={0}
            >
              {raw}
            </pre>
            <Button
              size="dense"
              className="mt-2"
              onClick={() => {
                void navigator.clipboard.writeText(raw).then(
                  () => setCopied(true),
                  // The text is on screen and can be selected by hand.
                  () => setCopied(false),
                )
              }}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          </div>
        ) : null
      }
    />
  )
}
