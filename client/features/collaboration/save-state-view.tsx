import {
  CloudAlert,
  CloudCheck,
  CloudDownload,
  CloudOff,
  CloudUpload,
  Eye,
  GitCompare,
  HardDrive,
  Lock,
  RefreshCw,
  type LucideIcon,
} from 'lucide-react'
import { useState, type ReactElement } from 'react'
import type { SaveAction, SaveKind, SaveState } from '#client/session/save-state.ts'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { Popover } from '#client/ui/popover.tsx'

const ICONS: Readonly<Record<SaveKind, LucideIcon>> = {
  'on-device': HardDrive,
  synced: CloudCheck,
  saving: CloudUpload,
  getting: CloudDownload,
  'read-only': Eye,
  offline: CloudOff,
  reconnecting: RefreshCw,
  'two-versions': GitCompare,
  'sign-in': Lock,
  'cant-sync': CloudAlert,
}

/** Offline is never red: only what needs a person has a colour. */
const TONES: Partial<Record<SaveKind, string>> = {
  'two-versions': 'text-note',
  'sign-in': 'text-note',
  'cant-sync': 'text-bad',
}

/** Where the work is: one state at a glance, every state that applies on press. */
export function SaveStateView({
  state,
  onAction,
  compact,
}: {
  state: SaveState
  onAction: (action: SaveAction) => void
  /** Only the icon; its name is the label. */
  compact: boolean
}): ReactElement {
  const tone = TONES[state.kind]
  return (
    <>
      <Popover
        label="Saving"
        align="end"
        className="w-80"
        trigger={
          <button
            type="button"
            data-sync={state.kind}
            aria-label={compact ? state.label : undefined}
            className={cn(
              'touch-target flex h-7 items-center gap-1.5 rounded-control px-2 text-body whitespace-nowrap text-fg-2',
              'hover:bg-hover hover:text-fg data-[state=open]:bg-active',
              tone,
            )}
          >
            <Icon icon={ICONS[state.kind]} />
            <span className={compact ? 'hidden' : 'max-lg:sr-only'}>{state.label}</span>
          </button>
        }
      >
        <ul className="flex flex-col gap-3">
          {state.details.map((detail) => (
            <li key={detail.kind} className="flex items-start gap-2.5">
              <Icon icon={ICONS[detail.kind]} className={cn('mt-0.5 shrink-0 text-fg-2', TONES[detail.kind])} />
              <div className="min-w-0">
                <p>{detail.text}</p>
                {detail.actions.length > 0 ? (
                  <div className="mt-1.5 flex flex-wrap gap-1.5">
                    {detail.actions.map(({ action, label }) => (
                      <Button key={action} size="dense" onClick={() => onAction(action)}>
                        {label}
                      </Button>
                    ))}
                  </div>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      </Popover>
      <SaveStateVoice kind={state.kind} label={state.label} />
    </>
  )
}

/** Says a change of kind, not each change of a number. */
function SaveStateVoice({ kind, label }: { kind: SaveKind; label: string }): ReactElement {
  const [said, setSaid] = useState({ kind, label })
  if (said.kind !== kind) setSaid({ kind, label })
  return (
    <span role="status" className="sr-only">
      {said.label}
    </span>
  )
}
