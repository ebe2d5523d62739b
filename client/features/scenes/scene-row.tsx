import { CopyPlus, MoveDown, MoveUp, MoreHorizontal, Palette, Pencil, Trash2 } from 'lucide-react'
import { useCallback, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { moveScene, updateScene } from '#shared/commands/scene-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { clipsOfScene, pickedTake, shownTake } from '#shared/document/selectors.ts'
import { moveClipsBefore } from '../../session/clip-edits.ts'
import { dragData, readDragData } from '../../session/drag-data.ts'
import { SCENE_COLOUR_NAMES, sceneBand } from '../../session/scene-colour.ts'
import { shallowEqual } from '../../session/store.ts'
import { takeSource } from '../../session/take-source.ts'
import { usePresence, useProject, useScene, useSession, useViewState } from '../../session/use-session.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { cn } from '../../ui/cn.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { InlineText } from '../../ui/inline-text.tsx'
import { ContextMenu, Menu, MenuChoice, MenuItem, MenuSeparator, MenuSub } from '../../ui/menu.tsx'
import { TakePicture } from '../../ui/take-picture.tsx'
import { useDraggable, useDropZone } from '../../ui/use-drag.ts'
import { duplicateScene } from './duplicate-scene.ts'
import { deleteScene, nudgeScene } from './scene-actions.ts'

interface Summary {
  readonly picked: number
  readonly total: number
  readonly cover: string | null
  readonly coverKind: 'image' | 'video' | 'audio'
}

function summarise(snapshot: ProjectSnapshot, sceneId: string): Summary {
  const clips = clipsOfScene(snapshot, sceneId)
  const cover = clips.flatMap((clip) => shownTake(snapshot, clip) ?? [])
  const still = cover.find((take) => take.kind === 'image') ?? cover[0]
  return {
    picked: clips.filter((clip) => pickedTake(snapshot, clip) !== null).length,
    total: clips.length,
    cover: still?.media ?? null,
    coverKind: still?.kind ?? 'image',
  }
}

/** One scene in the list at the left: where it is, how far it is, and everything that can be done with it. */
export function SceneRow({
  id,
  onOpen,
  onKeyDown,
}: {
  id: string
  /** Brings the scene into view on the board. */
  onOpen: (id: string) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}): ReactElement | null {
  const session = useSession()
  const scene = useScene(id)
  const summary = useProject(
    useCallback((snapshot: ProjectSnapshot) => summarise(snapshot, id), [id]),
    shallowEqual,
  )
  const selected = useViewState(useCallback((view) => view.selectedSceneId === id, [id]))
  const [renaming, setRenaming] = useState(false)
  const row = useRef<HTMLLIElement>(null)
  const here = usePresence().filter((peer) =>
    peer.clipIds.some((clipId) => session.records.get().clips.get(clipId)?.sceneId === id),
  )

  const dragging = useDraggable(row, renaming ? null : () => dragData({ type: 'scene', id }))
  const over = useDropZone(row, {
    axis: 'column',
    accepts: (data) => {
      const drag = readDragData(data)
      return drag?.type === 'clips' || (drag?.type === 'scene' && drag.id !== id)
    },
    onDrop: (data, side) => {
      const drag = readDragData(data)
      if (drag?.type === 'scene') {
        session.run(moveScene, { id: drag.id, ...(side === 'before' ? { beforeId: id } : { afterId: id }) })
      }
      if (drag?.type === 'clips') moveClipsBefore(session, drag.ids, id, null)
    },
  })
  const overKind = over === null ? null : over

  if (!scene) return null
  const choose = (): void => {
    session.view.selectScene(id)
    onOpen(id)
  }
  const items = (
    <>
      <MenuItem locks="edits" icon={Pencil} keys="enter" onSelect={() => setRenaming(true)}>
        Rename
      </MenuItem>
      <MenuItem locks="edits" icon={CopyPlus} onSelect={() => duplicateScene(session, id)}>
        Duplicate with its clips
      </MenuItem>
      <MenuItem locks="edits" icon={MoveUp} keys="alt+up" onSelect={() => nudgeScene(session, id, -1)}>
        Move up
      </MenuItem>
      <MenuItem locks="edits" icon={MoveDown} keys="alt+down" onSelect={() => nudgeScene(session, id, 1)}>
        Move down
      </MenuItem>
      <MenuSub icon={Palette} label="Colour">
        <MenuChoice
          value={String(scene.colour)}
          options={SCENE_COLOUR_NAMES.map((label, index) => ({ value: String(index), label }))}
          onChange={(colour) => session.run(updateScene, { id, colour: Number(colour) }, { label: 'Colour scene' })}
        />
      </MenuSub>
      <MenuSeparator />
      <MenuItem locks="edits" icon={Trash2} danger keys="delete" onSelect={() => deleteScene(session, id)}>
        Delete scene
      </MenuItem>
    </>
  )

  return (
    <ContextMenu items={items}>
      <li ref={row} className={cn('group relative px-1.5', dragging && 'opacity-45')} data-scene={id}>
        {overKind === 'before' ? (
          <span className="absolute inset-x-2 -top-px z-10 h-0.5 rounded-full bg-accent" />
        ) : null}
        {overKind === 'after' ? (
          <span className="absolute inset-x-2 -bottom-px z-10 h-0.5 rounded-full bg-accent" />
        ) : null}
        <div
          className={cn(
            'flex h-12 items-center gap-2.5 rounded-option pr-1 pl-2 hover:bg-hover pointer-coarse:h-14',
            selected && 'bg-active hover:bg-active',
          )}
        >
          <button
            type="button"
            aria-current={selected ? 'true' : undefined}
            aria-label={`${scene.name}${scene.part ? `, ${scene.part}` : ''}, ${summary.picked} of ${summary.total} clips picked`}
            data-scene-button={id}
            onClick={choose}
            onDoubleClick={() => setRenaming(true)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault()
                event.stopPropagation()
                setRenaming(true)
                return
              }
              onKeyDown(event)
            }}
            className="flex h-full min-w-0 grow items-center gap-2.5 rounded-control text-left"
          >
            <span className="h-8 w-[3px] shrink-0 rounded-band" style={{ background: sceneBand(scene.colour) }} />
            <span className="h-8 w-13 shrink-0 overflow-hidden rounded-thumb bg-stage">
              {summary.cover ? (
                <TakePicture source={takeSource({ kind: summary.coverKind, media: summary.cover })} alt="" />
              ) : null}
            </span>
            {renaming ? null : (
              <span className="min-w-0 grow">
                <span className="block truncate text-body font-medium">{scene.name}</span>
                {scene.part ? <span className="block truncate text-meta text-fg-3">{scene.part}</span> : null}
              </span>
            )}
          </button>
          {renaming ? (
            <span className="min-w-0 grow">
              <InlineText
                value={scene.name}
                label="Scene name"
                placeholder="Untitled scene"
                editing
                onEditingChange={(editing) => {
                  setRenaming(editing)
                  if (!editing) row.current?.querySelector<HTMLElement>('[data-scene-button]')?.focus()
                }}
                onCommit={(name) => name !== '' && session.run(updateScene, { id, name }, { label: 'Rename scene' })}
                className="text-body font-medium"
              />
            </span>
          ) : null}
          {here.slice(0, 2).map((peer) => (
            <Avatar key={peer.clientId} name={peer.name} hue={peer.hue} size={16} />
          ))}
          <span className="shrink-0 pr-1 text-meta text-fg-3 group-focus-within:hidden group-hover:hidden">
            {summary.picked}/{summary.total}
          </span>
          <span className="hidden group-focus-within:block group-hover:block">
            <Menu
              align="end"
              trigger={<IconButton icon={MoreHorizontal} label={`More for ${scene.name}`} size="dense" />}
            >
              {items}
            </Menu>
          </span>
        </div>
      </li>
    </ContextMenu>
  )
}
