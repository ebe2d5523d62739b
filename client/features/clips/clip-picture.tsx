import { Clock, ImagePlus, TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { queuedWords, stepWords, type ClipState } from '../../session/clip-state.ts'
import { takeSource } from '../../session/take-source.ts'
import { useServices } from '../../session/services-context.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon-button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { TakePicture } from '../../ui/take-picture.tsx'
import { timeLeft } from '../../ui/words.ts'

/** Address of the newest preview picture of a running job; null while there is none. */
export function previewUrl(job: { id: string; progress: { preview: number } }): string | null {
  return job.progress.preview > 0 ? `/api/v1/queue/jobs/${job.id}/preview?n=${job.progress.preview}` : null
}

/** What fills a clip's picture box; the box itself never changes its size. */
export function ClipPicture({
  state,
  hasPrompt,
  scrub,
}: {
  state: ClipState
  /** Whether generating would have something to go by. */
  hasPrompt: boolean
  scrub: boolean
}): ReactElement {
  switch (state.kind) {
    case 'take':
      return <TakePicture source={takeSource(state.take)} alt="" scrub={scrub} />
    case 'running':
      return <Running job={state.job} />
    case 'queued':
      return <Message icon={Clock} words={queuedWords(state.job)} />
    case 'failed':
      return <Failed state={state} />
    case 'empty':
      return <Message icon={ImagePlus} words={hasPrompt ? 'Prompt ready, no takes' : 'No takes yet'} />
  }
}

function Message({ icon, words }: { icon: typeof Clock; words: string }): ReactElement {
  return (
    <span className="flex size-full flex-col items-center justify-center gap-2 px-2 text-center text-meta text-fg-2">
      <Icon icon={icon} size={18} />
      {words}
    </span>
  )
}

function Running({ job }: { job: Extract<ClipState, { kind: 'running' }>['job'] }): ReactElement {
  const preview = previewUrl(job)
  return (
    <span className="on-picture relative block size-full bg-stage text-fg">
      {preview ? (
        <img src={preview} alt="" className="size-full scale-110 object-cover blur-[6px] brightness-75" />
      ) : null}
      <span className="absolute inset-x-2.5 bottom-2 block">
        <span className="mb-1.5 flex justify-between gap-2 text-meta font-medium [text-shadow:0_1px_3px_black]">
          <span className="truncate">{stepWords(job)}</span>
          <span className="shrink-0">{timeLeft(job.progress.seconds_left)}</span>
        </span>
        <ProgressBar value={job.progress.fraction} label={stepWords(job)} />
      </span>
    </span>
  )
}

function Failed({ state }: { state: Extract<ClipState, { kind: 'failed' }> }): ReactElement {
  const { jobs } = useServices()
  const fix = state.job.error?.fix ?? null
  return (
    <span className="flex size-full flex-col items-center justify-center gap-1.5 px-2 text-center">
      <span className="flex items-center gap-1.5 text-meta font-medium text-bad">
        <Icon icon={TriangleAlert} size={14} />
        Take failed
      </span>
      <span className="line-clamp-2 text-meta text-fg-2">{state.job.error?.message}</span>
      <Button
        size="dense"
        onClick={(event) => {
          event.stopPropagation()
          void jobs.retry(state.job, fix?.params)
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        {fix?.label ?? 'Retry'}
      </Button>
    </span>
  )
}
