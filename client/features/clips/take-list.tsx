import { Check, EyeOff, Images, MoreHorizontal, Star, Trash2 } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { takeOrigin } from '../../session/take-words.ts'
import { useMarks, useSession } from '../../session/use-session.tsx'
import { cn } from '../../ui/cn.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { ago } from '../../ui/words.ts'
import { deleteTake, toggleReject, toggleStar, togglePick } from './take-actions.ts'
import { TakeThumb } from './take-thumb.tsx'
import type { ClipView } from './use-clip-view.ts'

/** The takes of a clip one under the other, with everything that can be decided about each. */
export function TakeList({ view, onOpen }: { view: ClipView; onOpen: () => void }): ReactElement {
  const session = useSession()
  const { stars, rejects } = useMarks()
  // When the list opened is near enough for "20 minutes ago".
  const [now] = useState(Date.now)
  if (view.takes.length === 0) {
    return (
      <EmptyState icon={Images} title="No takes yet">
        Generate one, or drop a picture or video on the clip.
      </EmptyState>
    )
  }
  return (
    <ul className="p-2">
      {view.takes.toReversed().map((take) => {
        const number = view.numberOf(take)
        const picked = take.id === view.picked?.id
        const starred = stars.has(take.id)
        return (
          <li
            key={take.id}
            className={cn('flex items-center gap-3 rounded-option p-2', picked ? 'bg-active' : 'hover:bg-hover')}
          >
            <TakeThumb
              take={take}
              number={number}
              picked={picked}
              starred={starred}
              rejected={rejects.has(take.id)}
              focused={false}
              onFocusTake={() => session.view.patch({ focusedTakeId: take.id })}
              onPick={() => !picked && togglePick(session, take)}
              onOpen={onOpen}
              className="w-24"
            />
            <div className="min-w-0 grow text-meta text-fg-3">
              <p className="flex gap-2 text-body text-fg">
                <span className="truncate font-medium">{takeOrigin(take)}</span>
                {picked ? <span className="ml-auto text-accent-text">Picked</span> : null}
              </p>
              <p className="truncate">
                {take.kind === 'video' ? 'Video' : 'Still'}, {take.width}×{take.height}
              </p>
              <p className="truncate">
                {ago(take.createdAt, now)}
                {take.createdBy ? `, ${take.createdBy}` : ''}
              </p>
            </div>
            <Menu
              align="end"
              trigger={<IconButton icon={MoreHorizontal} size="dense" label={`More for take ${number}`} />}
            >
              <MenuItem locks="edits" icon={Check} onSelect={() => togglePick(session, take)}>
                {picked ? 'Take the pick off' : 'Pick'}
              </MenuItem>
              <MenuItem locks="marks" icon={Star} keys="f" onSelect={() => toggleStar(session, take.id)}>
                {starred ? 'Take the star off' : 'Star'}
              </MenuItem>
              <MenuItem locks="marks" icon={EyeOff} onSelect={() => toggleReject(session, take.id)}>
                {rejects.has(take.id) ? 'Take back rejection' : 'Reject'}
              </MenuItem>
              <MenuSeparator />
              <MenuItem locks="edits" icon={Trash2} danger onSelect={() => deleteTake(session, take)}>
                Delete take
              </MenuItem>
            </Menu>
          </li>
        )
      })}
    </ul>
  )
}
