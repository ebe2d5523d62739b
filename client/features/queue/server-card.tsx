import {
  Activity,
  CircleCheck,
  CircleDashed,
  Ellipsis,
  Pause,
  Pencil,
  Play,
  RefreshCw,
  Trash2,
  Unplug,
  type LucideIcon,
} from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#client/ui/menu.tsx'
import { count } from '#client/ui/words.ts'
import type { ComfyServer, ComfyServerInfo, ServerStatus } from '#shared/protocol/servers.ts'

const STATES: Readonly<Record<ServerStatus, { word: string; icon: LucideIcon; tone: string }>> = {
  unknown: { word: 'Asking', icon: CircleDashed, tone: 'text-fg-3' },
  online: { word: 'Ready', icon: CircleCheck, tone: 'text-ok' },
  working: { word: 'Working', icon: Activity, tone: 'text-ok' },
  unreachable: { word: 'Not reachable', icon: Unplug, tone: 'text-fg-2' },
  paused: { word: 'Paused', icon: Pause, tone: 'text-fg-2' },
}

const gigabytes = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1)

/** One ComfyUI server: whether it answers, what it runs on, and what can be done about it. */
export function ServerCard({
  server,
  manages,
  info,
  onEdit,
  onPause,
  onRemove,
  onTryAgain,
}: {
  server: ComfyServer
  /** Whether this person may change, pause and remove it. */
  manages: boolean
  info: ComfyServerInfo | null
  onEdit: () => void
  onPause: (paused: boolean) => void
  onRemove: () => void
  onTryAgain: () => void
}): ReactElement {
  const state = STATES[server.status]
  return (
    <li className="rounded-card border border-line bg-panel p-4" data-state={server.status}>
      <div className="flex items-center gap-2">
        <h3 className="min-w-0 truncate text-section font-semibold">{server.name}</h3>
        <span className={cn('flex shrink-0 items-center gap-1 text-meta', state.tone)}>
          <Icon icon={state.icon} size={14} />
          {state.word}
        </span>
        <div className="ml-auto">
          {manages ? (
            <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${server.name}`} size="dense" />}>
              <MenuItem icon={Pencil} onSelect={onEdit}>
                Edit and test
              </MenuItem>
              <MenuItem icon={server.paused ? Play : Pause} onSelect={() => onPause(!server.paused)}>
                {server.paused ? 'Give it work again' : 'Pause after what it runs'}
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={Trash2} danger onSelect={onRemove}>
                Remove server
              </MenuItem>
            </Menu>
          ) : null}
        </div>
      </div>
      <p className="truncate font-mono text-tag text-fg-3 select-text">{server.url}</p>
      {server.problem ? (
        <>
          <p className="mt-3 text-meta text-fg-2 select-text">{server.problem}</p>
          <Button className="mt-3" onClick={onTryAgain}>
            <Icon icon={RefreshCw} size={14} />
            Try again
          </Button>
        </>
      ) : info ? (
        <ServerDetails server={server} info={info} />
      ) : null}
    </li>
  )
}

function ServerDetails({ server, info }: { server: ComfyServer; info: ComfyServerInfo }): ReactElement {
  const usable = info.models.filter((model) => model.model_type !== null && model.missing.length === 0).length
  const facts: [string, string][] = [
    ['Waiting', String(server.waiting)],
    ['Models', usable === info.models.length ? String(usable) : `${usable} of ${info.models.length}`],
    ...(server.ping_ms === null
      ? []
      : ([['Ping', `${Math.max(1, Math.round(server.ping_ms))} ms`]] as [string, string][])),
    ...(info.version ? ([['ComfyUI', info.version]] as [string, string][]) : []),
  ]
  return (
    <>
      {info.gpus.map((gpu, index) => {
        const used = Math.max(0, gpu.vram_total - gpu.vram_free)
        return gpu.vram_total > 0 ? (
          <div key={index} className="mt-3">
            <p className="flex justify-between gap-2 text-meta">
              <span className="truncate text-fg-2" title={gpu.name}>
                {info.gpus.length > 1 ? gpu.name : 'GPU memory'}
              </span>
              <span className="shrink-0 text-fg-3">
                <b className="font-semibold text-fg">{gigabytes(used)}</b> of {gigabytes(gpu.vram_total)} GB
              </span>
            </p>
            <div
              role="meter"
              aria-label={`GPU memory in use, ${server.name}`}
              aria-valuemin={0}
              aria-valuemax={Math.round(gpu.vram_total / 1024 ** 2)}
              aria-valuenow={Math.round(used / 1024 ** 2)}
              aria-valuetext={`${gigabytes(used)} of ${gigabytes(gpu.vram_total)} GB`}
              className="mt-1.5 h-1 overflow-hidden rounded-full bg-active forced-colors:border"
            >
              <div className="h-full rounded-full bg-fg-2" style={{ width: `${(used / gpu.vram_total) * 100}%` }} />
            </div>
          </div>
        ) : null
      })}
      <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-2">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-tag text-fg-3">{label}</dt>
            <dd className="text-body font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {info.queue.pending > server.waiting ? (
        <p className="mt-2 text-meta text-fg-3">{count(info.queue.pending, 'job')} in its own queue</p>
      ) : null}
    </>
  )
}
