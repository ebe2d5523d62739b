import { Cloud } from 'lucide-react'
import { useRef, type KeyboardEvent, type ReactElement } from 'react'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { cn } from '#client/ui/cn.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { timeOfDay } from '#client/ui/words.ts'
import { versionDays, versionIcon, versionTitle } from './version-words.ts'

/** The versions by day, newest first: one tab stop, arrows go from one to the next. */
export function VersionRows({
  versions,
  chosenId,
  now,
  onChoose,
}: {
  versions: readonly ListedVersion[]
  chosenId: string | null
  now: number
  onChoose: (id: string) => void
}): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const tabStop = versions.some(({ id }) => id === chosenId) ? chosenId : (versions[0]?.id ?? null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = versions.findIndex(({ id }) => id === tabStop)
    const steps: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: versions.length - 1,
    }
    const next = steps[event.key]
    const version = next === undefined ? undefined : versions[next]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (!version) return
    onChoose(version.id)
    box.current?.querySelector<HTMLElement>(`[data-version="${version.id}"]`)?.focus()
  }
  return (
    <div ref={box} role="listbox" aria-label="Versions" tabIndex={-1} onKeyDown={onKeyDown} className="px-2 pb-4">
      {versionDays(versions, now).map((day) => (
        <div key={day.label} role="group" aria-label={day.label}>
          <div aria-hidden className="sticky top-0 z-10 bg-app px-2 pt-3 pb-1 text-meta font-medium text-fg-2">
            {day.label}
          </div>
          {day.versions.map((version) => (
            <VersionRow
              key={version.id}
              version={version}
              chosen={version.id === chosenId}
              tabbable={version.id === tabStop}
              onChoose={onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

function VersionRow({
  version,
  chosen,
  tabbable,
  onChoose,
}: {
  version: ListedVersion
  chosen: boolean
  tabbable: boolean
  onChoose: (id: string) => void
}): ReactElement {
  const title = versionTitle(version)
  const time = timeOfDay(version.at)
  return (
    <div
      role="option"
      aria-selected={chosen}
      aria-label={[title, time, version.author, version.onDevice ? null : 'on the server'].filter(Boolean).join(', ')}
      data-version={version.id}
      data-kind={version.kind}
      tabIndex={tabbable ? 0 : -1}
      onClick={() => onChoose(version.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        event.stopPropagation()
        onChoose(version.id)
      }}
      className={cn(
        'flex min-h-11 cursor-default scroll-mt-9 items-center gap-2.5 rounded-control px-2 py-1.5 select-none hover:bg-hover',
        chosen && 'bg-accent-quiet hover:bg-accent-quiet',
      )}
    >
      <Icon icon={versionIcon(version)} className={cn('shrink-0 text-fg-3', version.name !== null && 'text-fg')} />
      <span className="min-w-0 grow">
        <span className={cn('block truncate text-body', version.name !== null && 'font-medium')}>{title}</span>
        <span className="block truncate text-meta text-fg-3">
          {time}
          {version.author ? `, ${version.author}` : ''}
        </span>
      </span>
      {version.onDevice ? null : <Icon icon={Cloud} size={14} className="shrink-0 text-fg-3" />}
    </div>
  )
}
