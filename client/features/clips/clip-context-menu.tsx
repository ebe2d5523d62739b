import type { ReactElement, ReactNode } from 'react'
import { useSession, useViewState } from '../../session/use-session.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { ClipMenuItems } from './clip-menu.tsx'

/** Gives the clips inside `children` (whatever draws them with `data-clip`) the menu of a clip on right-click or long press. */
export function ClipContextMenu({
  onOpenViewer,
  children,
}: {
  /** Null where the page has no viewer. */
  onOpenViewer: ((clipId: string) => void) | null
  children: ReactNode
}): ReactElement {
  const session = useSession()
  const lead = useViewState((view) => view.selectedClipIds.at(-1) ?? null)
  const items = lead ? (
    <ClipMenuItems id={lead} onRename={null} onOpen={onOpenViewer ? () => onOpenViewer(lead) : null} />
  ) : null
  return (
    <ContextMenu items={items}>
      <div
        className="contents"
        onContextMenuCapture={(event) => {
          const clip = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-clip]') : null
          const id = clip?.dataset.clip
          // Beside a clip there is nothing to choose from: the browser's own menu may come.
          if (!id) event.stopPropagation()
          else if (!session.view.get().selectedClipIds.includes(id)) session.view.selectClips([id])
        }}
      >
        {children}
      </div>
    </ContextMenu>
  )
}
