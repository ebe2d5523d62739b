import { ListTree, PanelRight } from 'lucide-react'
import { useCallback, type ReactElement } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { storyClipIds } from '#shared/document/selectors.ts'
import { useProject } from '../../session/use-session.tsx'
import { cn } from '../../ui/cn.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Slider } from '../../ui/slider.tsx'
import { passes, type ClipFilter } from './grid-layout.ts'

const FILTERS: readonly { value: ClipFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'needs-take', label: 'Needs a take' },
]

/** Filters with their counts, and how large the cards are. */
export function BoardToolbar({
  filter,
  onFilter,
  cardWidth,
  onCardWidth,
  onScenes,
  onInspector,
}: {
  filter: ClipFilter
  onFilter: (filter: ClipFilter) => void
  cardWidth: number
  onCardWidth: (width: number) => void
  /** Opens the list of scenes where it has no place of its own; absent where it has. */
  onScenes: (() => void) | null
  /** Opens the inspector where it has no place of its own; absent where it has. */
  onInspector: (() => void) | null
}): ReactElement {
  const counts = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) =>
        FILTERS.map(({ value }) => storyClipIds(snapshot).filter((id) => passes(snapshot, id, value)).length).join(' '),
      [],
    ),
  ).split(' ')
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 px-4 lg:px-5">
      {onScenes ? <IconButton icon={ListTree} label="Scenes" keys="shift+s" onClick={onScenes} /> : null}
      <div role="group" aria-label="Which clips are shown" className="flex gap-1">
        {FILTERS.map(({ value, label }, index) => (
          <button
            key={value}
            type="button"
            aria-pressed={filter === value}
            onClick={() => onFilter(value)}
            className={cn(
              'h-6 rounded-control px-2 text-body whitespace-nowrap pointer-coarse:h-11',
              filter === value ? 'bg-accent-quiet text-accent-text' : 'text-fg-2 hover:bg-hover hover:text-fg',
            )}
          >
            {label} <span className={filter === value ? '' : 'text-fg-3'}>{counts[index]}</span>
          </button>
        ))}
      </div>
      <span className="grow" />
      <Slider
        label="Size of the cards"
        min={160}
        max={420}
        step={4}
        value={cardWidth}
        valueText={`${cardWidth} pixels`}
        onChange={onCardWidth}
        className="w-20 max-sm:hidden"
      />
      {onInspector ? <IconButton icon={PanelRight} label="Inspector" keys="shift+i" onClick={onInspector} /> : null}
    </div>
  )
}
