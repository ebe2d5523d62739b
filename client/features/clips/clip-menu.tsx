import { CopyPlus, Eye, FolderInput, Images, Pencil, Pin, PinOff, Sparkles, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { lockToMusic, unlockFromMusic } from '#shared/commands/timeline-commands.ts'
import { orderedScenes } from '#shared/document/selectors.ts'
import { deleteClips, duplicateSelection, inStoryOrder, moveClipsBefore } from '../../session/clip-edits.ts'
import { offerTakes } from '../../session/library/cast-edits.ts'
import { requestTakes } from '../../session/request-takes.ts'
import { useServices } from '../../session/services-context.tsx'
import { useClip, useSession } from '../../session/use-session.tsx'
import { MenuItem, MenuSeparator, MenuSub } from '../../ui/menu.tsx'

/** The menu of a clip; it acts on the whole selection when the clip is part of it. */
export function ClipMenuItems({
  id,
  onRename,
  onOpen,
}: {
  id: string
  /** Null where a name cannot be edited in place. */
  onRename: (() => void) | null
  /** Opens the viewer; null where there is none. */
  onOpen: (() => void) | null
}): ReactElement | null {
  const session = useSession()
  const services = useServices()
  const clip = useClip(id)
  if (!clip) return null
  const { selectedClipIds } = session.view.get()
  const ids = selectedClipIds.includes(id) ? inStoryOrder(session, selectedClipIds) : [id]
  const locked = clip.pin?.kind === 'locked'
  return (
    <>
      {onOpen ? (
        <MenuItem icon={Eye} keys="enter" onSelect={onOpen}>
          Open viewer
        </MenuItem>
      ) : null}
      <MenuItem
        locks="edits"
        icon={Sparkles}
        keys="mod+enter"
        onSelect={() => void requestTakes(session, services, ids)}
      >
        {ids.length > 1 ? `Generate ${ids.length} takes` : 'Generate take'}
      </MenuItem>
      <MenuItem locks="edits" icon={Images} onSelect={() => offerTakes(session, services.library, ids, false)}>
        Send to pool
      </MenuItem>
      <MenuSeparator />
      {onRename ? (
        <MenuItem locks="edits" icon={Pencil} keys="f2" onSelect={onRename}>
          Rename
        </MenuItem>
      ) : null}
      <MenuItem locks="edits" icon={CopyPlus} keys="shift+d" onSelect={() => duplicateSelection(session, ids)}>
        Duplicate
      </MenuItem>
      <MenuSub icon={FolderInput} label="Move to">
        {orderedScenes(session.records.get()).map((scene) => (
          <MenuItem
            locks="edits"
            key={scene.id}
            disabled={scene.id === clip.sceneId && ids.length === 1}
            onSelect={() => moveClipsBefore(session, ids, scene.id, null)}
          >
            {scene.name}
          </MenuItem>
        ))}
      </MenuSub>
      <MenuItem
        locks="edits"
        icon={locked ? PinOff : Pin}
        onSelect={() =>
          session.run(locked ? unlockFromMusic : lockToMusic, { ids }, { label: locked ? 'Unpin' : 'Pin to music' })
        }
      >
        {locked ? 'Unpin from music' : 'Pin to music'}
      </MenuItem>
      <MenuSeparator />
      <MenuItem locks="edits" icon={Trash2} keys="delete" onSelect={() => deleteClips(session, ids, false)}>
        Delete, leave gap
      </MenuItem>
      <MenuItem locks="edits" icon={Trash2} danger keys="shift+delete" onSelect={() => deleteClips(session, ids, true)}>
        Ripple delete
      </MenuItem>
    </>
  )
}
