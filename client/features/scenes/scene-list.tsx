import { Clapperboard, Plus } from 'lucide-react'
import { useCallback, useRef, type KeyboardEvent, type ReactElement } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { orderedSceneIds, pickedTake, storyClips } from '#shared/document/selectors.ts'
import { shallowEqual } from '../../session/store.ts'
import { useProject, useSession } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { addSceneHere, deleteScene, nudgeScene } from './scene-actions.ts'
import { SceneRow } from './scene-row.tsx'

const pickedOf = (snapshot: ProjectSnapshot): { picked: number; total: number } => {
  const clips = storyClips(snapshot)
  return { picked: clips.filter((clip) => pickedTake(snapshot, clip) !== null).length, total: clips.length }
}

/** The scenes of the film in story order, and how many of its clips have a picked take. */
export function SceneList({ onOpenScene }: { onOpenScene: (id: string) => void }): ReactElement {
  const session = useSession()
  const ids = useProject(orderedSceneIds)
  const { picked, total } = useProject(pickedOf, shallowEqual)
  const list = useRef<HTMLUListElement>(null)

  const focusScene = useCallback((id: string | undefined): void => {
    if (id) list.current?.querySelector<HTMLElement>(`[data-scene-button="${id}"]`)?.focus()
  }, [])

  const onKeyDown = (id: string) => (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && event.altKey) {
      nudgeScene(session, id, step)
      requestAnimationFrame(() => focusScene(id))
    } else if (step !== 0) focusScene(ids[ids.indexOf(id) + step])
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1]
      deleteScene(session, id)
      requestAnimationFrame(() => focusScene(next))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-11 shrink-0 items-center gap-2 pr-2 pl-3.5">
        <h2 className="text-title font-semibold">Scenes</h2>
        <span className="text-body text-fg-3">{ids.length}</span>
        <IconButton
          locks="edits"
          icon={Plus}
          label="Add scene"
          className="ml-auto"
          onClick={() => addSceneHere(session)}
        />
      </header>
      {ids.length === 0 ? (
        <EmptyState
          icon={Clapperboard}
          title="No scenes yet"
          action={
            <Button locks="edits" look="main" onClick={() => addSceneHere(session)}>
              Add the first scene
            </Button>
          }
        >
          A scene is one place and time, often one part of the song.
        </EmptyState>
      ) : (
        <ul ref={list} aria-label="Scenes" className="min-h-0 grow space-y-0.5 overflow-y-auto pb-2">
          {ids.map((id) => (
            <SceneRow key={id} id={id} onOpen={onOpenScene} onKeyDown={onKeyDown(id)} />
          ))}
        </ul>
      )}
      {total > 0 ? (
        <footer className="mx-3.5 shrink-0 border-t border-line pt-2 pb-3">
          <p className="mb-1.5 flex text-meta text-fg-2">
            Clips with a picked take
            <span className="ml-auto text-fg">
              {picked}/{total}
            </span>
          </p>
          <ProgressBar value={picked / total} label="Clips with a picked take" tone="plain" />
        </footer>
      ) : null}
    </div>
  )
}
