import { Check, Pin, Play, Star } from 'lucide-react'
import { memo, useCallback, useRef, useState, type MouseEvent, type ReactElement } from 'react'
import { renameClip } from '#shared/commands/clip-commands.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import { moveClipsAfter, moveClipsBefore } from '../../session/clip-edits.ts'
import { dragData, readDragData } from '../../session/drag-data.ts'
import { familyOf } from '../../session/model-catalogue.ts'
import { useMarks, usePresence, useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { cn } from '../../ui/cn.ts'
import { Icon } from '../../ui/icon-button.tsx'
import { InlineText } from '../../ui/inline-text.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { personColour } from '../../ui/avatar.tsx'
import { useDraggable, useDropZone } from '../../ui/use-drag.ts'
import { count } from '../../ui/words.ts'
import { ClipMenuItems } from './clip-menu.tsx'
import { ClipPicture } from './clip-picture.tsx'
import { useAddTakes } from './use-add-takes.ts'
import { useClipView, type ClipFacts } from './use-clip-view.ts'

/** How a press on a card selects: alone, a range, or in addition. */
export type SelectMode = 'only' | 'range' | 'toggle'

/** Short name of the model a clip's next take is made with. */
function modelName(clip: ClipFacts): string {
  const { model, modelType } = clip.settings
  if (!model) return ''
  if (model === SKETCH_MODEL) return 'Sketch'
  return familyOf(model, modelType)?.label ?? model
}

/** A clip on the board. */
export const ClipCard = memo(function ClipCard({
  id,
  tabbable,
  carried,
  onSelect,
  onOpen,
}: {
  id: string
  /** Whether Tab reaches this card: exactly one of the grid. */
  tabbable: boolean
  /** Whether the card is picked up by keyboard. */
  carried: boolean
  onSelect: (id: string, mode: SelectMode) => void
  /** Opens the viewer. */
  onOpen: (id: string) => void
}): ReactElement | null {
  const session = useSession()
  const view = useClipView(id)
  const rate = useProject(useCallback((snapshot) => snapshot.project.frameRate, []))
  const selected = useViewState(useCallback((state) => state.selectedClipIds.includes(id), [id]))
  const { stars } = useMarks()
  const peers = usePresence().filter((peer) => peer.clipIds.includes(id))
  const [renaming, setRenaming] = useState(false)
  const cell = useRef<HTMLDivElement>(null)
  const addTakes = useAddTakes()

  const dragging = useDraggable(
    cell,
    renaming
      ? null
      : () => {
          const { selectedClipIds } = session.view.get()
          return dragData({ type: 'clips', ids: selectedClipIds.includes(id) ? selectedClipIds : [id] })
        },
  )
  const over = useDropZone(cell, {
    axis: 'row',
    accepts: (data) => {
      const drag = readDragData(data)
      return drag?.type === 'clips' && !drag.ids.includes(id)
    },
    onDrop: (data, side) => {
      const drag = readDragData(data)
      const sceneId = session.records.get().clips.get(id)?.sceneId
      if (drag?.type !== 'clips' || sceneId === undefined) return
      if (side === 'before') moveClipsBefore(session, drag.ids, sceneId, id)
      else moveClipsAfter(session, drag.ids, id)
    },
    onFiles: (files) => void addTakes(id, files),
  })

  if (!view) return null
  const { clip, hasPrompt, takes, picked, state } = view
  const seconds = framesToSeconds(clip.length, rate)
  const starred = picked !== null && stars.has(picked.id)
  const press = (event: MouseEvent): void =>
    onSelect(id, event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : 'only')

  return (
    <ContextMenu items={<ClipMenuItems id={id} onRename={() => setRenaming(true)} onOpen={() => onOpen(id)} />}>
      <div
        ref={cell}
        role="gridcell"
        data-clip={id}
        data-state={state.kind}
        aria-selected={selected}
        aria-label={`${clip.number} ${clip.name || 'Untitled clip'}, ${seconds.toFixed(1)} seconds, ${count(takes.length, 'take')}`}
        tabIndex={tabbable ? 0 : -1}
        onClick={press}
        onContextMenu={() => {
          if (!selected) onSelect(id, 'only')
        }}
        onDoubleClick={() => onOpen(id)}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || event.key !== 'F2') return
          event.preventDefault()
          event.stopPropagation()
          setRenaming(true)
        }}
        className={cn('group relative min-w-0 rounded-picture outline-none select-none', dragging && 'opacity-45')}
      >
        {over === 'before' ? <span className="absolute inset-y-0 -left-2 w-0.5 rounded-full bg-accent" /> : null}
        {over === 'after' ? <span className="absolute inset-y-0 -right-2 w-0.5 rounded-full bg-accent" /> : null}
        {peers[0] ? (
          <span
            className="absolute -top-4 left-0 z-20 rounded-t-[4px] px-1.5 text-tag font-medium"
            style={{ background: personColour(peers[0].hue), color: 'var(--person-fg)' }}
          >
            {peers[0].name}
          </span>
        ) : null}
        <div
          className={cn(
            'relative aspect-video overflow-hidden rounded-picture bg-stage shadow-[inset_0_0_0_1px_var(--line)]',
            'group-focus-visible:ring-2 group-focus-visible:ring-accent group-focus-visible:ring-offset-2 group-focus-visible:ring-offset-app',
            selected && 'ring-chosen',
            over === 'files' && 'ring-chosen',
            carried && 'ring-chosen -translate-y-1 shadow-dialog',
          )}
          style={
            peers[0] && !selected
              ? { outline: `1.5px solid ${personColour(peers[0].hue)}`, outlineOffset: 1 }
              : undefined
          }
        >
          <ClipPicture state={state} hasPrompt={hasPrompt} scrub />
          <span className="picture-tag absolute top-1.5 left-1.5 px-1.5 py-0.5 text-meta font-medium">
            {clip.number}
          </span>
          {starred ? (
            <span className="picture-tag absolute top-1.5 right-1.5 p-1" title="Starred">
              <Star size={12} className="fill-star text-star" aria-label="Starred" />
            </span>
          ) : null}
          {state.kind === 'take' ? (
            <>
              {state.take.kind === 'video' ? (
                <span className="picture-tag absolute bottom-1.5 left-1.5 p-1">
                  <Play size={11} className="fill-fg text-fg" aria-label="Video" />
                </span>
              ) : null}
              {state.take.source === 'sketch' ? (
                <span className="picture-tag absolute bottom-1.5 left-1.5 px-1.5 text-tag">Sketch</span>
              ) : null}
              <span className="picture-tag absolute right-1.5 bottom-1.5 px-1.5 py-0.5 text-meta font-medium">
                {seconds.toFixed(1)}s
              </span>
            </>
          ) : null}
          {over === 'files' ? (
            <span className="absolute inset-0 grid place-items-center bg-scrim text-meta font-medium text-white">
              Add as a take
            </span>
          ) : null}
        </div>
        <div className="mt-1.5 flex min-w-0 items-center gap-1.5">
          <InlineText
            value={clip.name}
            label={`Name of ${clip.number}`}
            placeholder="Untitled clip"
            editing={renaming}
            onEditingChange={(editing) => {
              setRenaming(editing)
              if (!editing) cell.current?.focus()
            }}
            onCommit={(name) => session.run(renameClip, { id, name })}
            className="grow text-body font-medium"
          />
          {clip.pin?.kind === 'locked' ? <Icon icon={Pin} size={12} className="shrink-0 text-fg-3" /> : null}
          {selected ? <Icon icon={Check} size={12} className="sr-only" /> : null}
        </div>
        <p className="flex gap-2 text-meta text-fg-3">
          <span className="shrink-0">{count(takes.length, 'take')}</span>
          <span className="ml-auto truncate">{modelName(clip)}</span>
        </p>
      </div>
    </ContextMenu>
  )
})
