import { BookMarked, Box, CircleHelp, Images, LayoutGrid, ListVideo, SlidersHorizontal, SwatchBook } from 'lucide-react'
import { Users, type LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { PageName } from '#client/session/action.ts'
import { useActionHost } from '#client/session/action-host.tsx'
import { libraryPath } from '#client/session/routes.ts'
import { useJobs } from '#client/session/use-session.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { Tooltip } from '#client/ui/tooltip.tsx'
import { count } from '#client/ui/words.ts'
import { FINAL_STATES } from '#shared/protocol/jobs.ts'

/** How many jobs run or wait, over all films. */
export function useActiveJobCount(): number {
  return useJobs((jobs) => jobs.filter((job) => !FINAL_STATES.has(job.status)).length)
}

function RailLink({
  to,
  icon,
  label,
  keys,
  current,
  badge = 0,
}: {
  to: string
  icon: LucideIcon
  label: string
  keys: string
  current: boolean
  badge?: number
}): ReactElement {
  return (
    <Tooltip label={label} keys={keys} side="right">
      <Link
        href={to}
        aria-label={badge > 0 ? `${label}, ${count(badge, 'job')} running or waiting` : label}
        aria-current={current ? 'page' : undefined}
        className={cn(
          'touch-target relative flex size-9 items-center justify-center rounded-option text-fg-2 hover:bg-hover hover:text-fg',
          current && 'bg-active text-fg',
        )}
      >
        <Icon icon={icon} size={18} />
        {badge > 0 ? (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-tag leading-none font-semibold text-accent-fg"
          >
            {badge > 99 ? '99+' : badge}
          </span>
        ) : null}
      </Link>
    </Tooltip>
  )
}

function RailDivider(): ReactElement {
  return <div aria-hidden className="my-1 h-px w-5 bg-line-strong" />
}

/** The left rail: places that belong to no film, and help. */
export function Rail({ page, filmId }: { page: PageName; filmId: string | null }): ReactElement {
  const host = useActionHost()
  const active = useActiveJobCount()
  return (
    <nav
      aria-label="StoryCanvas"
      className="flex w-(--rail) shrink-0 flex-col items-center gap-1 border-r border-line bg-app py-2"
    >
      <RailLink to="/" icon={LayoutGrid} label="Home" keys="g h" current={page === 'home'} />
      <RailDivider />
      <RailLink
        to={libraryPath('cast', { film: filmId })}
        icon={Users}
        label="Cast"
        keys="g c"
        current={page === 'cast'}
      />
      <RailLink
        to={libraryPath('styles', { film: filmId })}
        icon={SwatchBook}
        label="Styles"
        keys="g t"
        current={page === 'styles'}
      />
      <RailLink
        to={libraryPath('pool', { film: filmId })}
        icon={Images}
        label="Pool"
        keys="g p"
        current={page === 'pool'}
      />
      <RailLink
        to={libraryPath('recipes', { film: filmId })}
        icon={BookMarked}
        label="Recipes"
        keys="g r"
        current={page === 'recipes'}
      />
      <RailDivider />
      <RailLink
        to={libraryPath('presets', { film: filmId })}
        icon={Box}
        label="Presets"
        keys="g m"
        current={page === 'presets'}
      />
      <RailLink to="/queue" icon={ListVideo} label="Queue" keys="g q" current={page === 'queue'} badge={active} />
      <div className="mt-auto flex flex-col items-center gap-1">
        <IconButton
          icon={CircleHelp}
          label="Shortcuts"
          keys="?"
          size="rail"
          tooltipSide="right"
          onClick={() => host.run('app.shortcuts')}
        />
        <RailLink to="/settings" icon={SlidersHorizontal} label="Settings" keys="g s" current={page === 'settings'} />
      </div>
    </nav>
  )
}
