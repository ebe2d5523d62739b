import { GalleryVerticalEnd, LayoutGrid, ListVideo, Users, type LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { PageName } from '#client/session/action.ts'
import { filmPath, isLibraryPage, libraryPath } from '#client/session/routes.ts'
import { cn } from '#client/ui/cn.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { useActiveJobCount } from './rail.tsx'

/** Navigation of the phone layout. `filmId` is the film that Board leads to: the open one, else the last. */
export function BottomTabs({ page, filmId }: { page: PageName; filmId: string | null }): ReactElement {
  const active = useActiveJobCount()
  const tabs: { to: string; label: string; icon: LucideIcon; current: boolean; badge?: number }[] = [
    { to: '/', label: 'Projects', icon: LayoutGrid, current: page === 'home' },
    ...(filmId
      ? [
          {
            to: filmPath(filmId),
            label: 'Board',
            icon: GalleryVerticalEnd,
            current: page === 'board' || page === 'edit',
          },
        ]
      : []),
    { to: libraryPath('cast', { film: filmId }), label: 'Library', icon: Users, current: isLibraryPage(page) },
    { to: '/queue', label: 'Queue', icon: ListVideo, current: page === 'queue', badge: active },
  ]
  return (
    <nav
      aria-label="StoryCanvas"
      className="flex shrink-0 border-t border-line bg-app pb-[env(safe-area-inset-bottom)]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.to}
          href={tab.to}
          aria-current={tab.current ? 'page' : undefined}
          className={cn(
            'flex h-14 grow flex-col items-center justify-center gap-0.5 text-tag text-fg-3',
            tab.current && 'font-semibold text-fg',
          )}
        >
          <Icon icon={tab.icon} size={20} />
          <span>
            {tab.label}
            {tab.badge ? ` ${tab.badge}` : ''}
          </span>
        </Link>
      ))}
    </nav>
  )
}
