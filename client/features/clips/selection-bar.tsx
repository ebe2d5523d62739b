import { FolderInput, Sparkles, Trash2, X } from 'lucide-react'
import { useCallback, type ReactElement } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { orderedScenes } from '#shared/document/selectors.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import { deleteClips, inStoryOrder, moveClipsBefore } from '../../session/clip-edits.ts'
import { requestTakes } from '../../session/request-takes.ts'
import { useServices } from '../../session/services-context.tsx'
import { useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { count } from '../../ui/words.ts'

/** What can be done with several selected clips at once; floats over the bottom of the board. */
export function SelectionBar(): ReactElement | null {
  const session = useSession()
  const services = useServices()
  const ids = useViewState((view) => view.selectedClipIds)
  const seconds = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) =>
        framesToSeconds(
          ids.reduce((sum, id) => sum + (snapshot.clips.get(id)?.length ?? 0), 0),
          snapshot.project.frameRate,
        ),
      [ids],
    ),
  )
  if (ids.length < 2) return null
  const inOrder = (): string[] => inStoryOrder(session, ids)
  return (
    <div
      role="toolbar"
      aria-label="Selected clips"
      className="animate-appear absolute bottom-3 left-1/2 z-40 flex max-w-[calc(100%-1.5rem)] -translate-x-1/2 items-center gap-1 rounded-card bg-overlay p-1.5 pl-3 shadow-menu"
    >
      <span className="mr-2 text-meta whitespace-nowrap text-fg-2">
        <b className="font-medium text-fg">{count(ids.length, 'clip')}</b>, {seconds.toFixed(1)} s
      </span>
      <Button locks="edits" look="main" size="dense" onClick={() => void requestTakes(session, services, inOrder())}>
        <Sparkles size={13} aria-hidden />
        <span className="max-sm:sr-only">Generate {count(ids.length, 'take')}</span>
      </Button>
      <Menu side="top" trigger={<IconButton locks="edits" icon={FolderInput} label="Move to a scene" size="dense" />}>
        {orderedScenes(session.records.get()).map((scene) => (
          <MenuItem key={scene.id} onSelect={() => moveClipsBefore(session, ids, scene.id, null)}>
            {scene.name}
          </MenuItem>
        ))}
      </Menu>
      <IconButton
        locks="edits"
        icon={Trash2}
        label="Delete, leave gap"
        keys="delete"
        size="dense"
        onClick={() => deleteClips(session, ids, false)}
      />
      <IconButton icon={X} label="Deselect" keys="escape" size="dense" onClick={() => session.view.selectClips([])} />
    </div>
  )
}
