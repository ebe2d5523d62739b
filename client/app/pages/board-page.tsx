import { Suspense, useCallback, useRef, useState, type ReactElement } from 'react'
import { useSession, useViewState } from '#client/session/use-session.tsx'
import { useActions } from '#client/session/action-registry.ts'
import { BoardToolbar } from '#client/features/clips/board-toolbar.tsx'
import { ClipBoard, type BoardHandle } from '#client/features/clips/clip-board.tsx'
import { ClipContextMenu } from '#client/features/clips/clip-context-menu.tsx'
import { ClipInspector } from '#client/features/clips/inspector.tsx'
import { SelectionBar } from '#client/features/clips/selection-bar.tsx'
import { GeneratePanel } from '#client/features/generation/generate-panel.tsx'
import { FilmInspector } from '#client/features/projects/film-inspector.tsx'
import { SceneHeader } from '#client/features/scenes/scene-header.tsx'
import { SceneInspector } from '#client/features/scenes/scene-inspector.tsx'
import { SceneList } from '#client/features/scenes/scene-list.tsx'
import { TimelineDock } from '#client/features/timeline/timeline-dock.tsx'
import { ErrorBoundary } from '#client/ui/error-panel.tsx'
import { lazyPart } from '#client/ui/lazy-part.ts'
import { Divider, useResizable } from '#client/ui/resizable.tsx'
import { SideSheet } from '#client/ui/side-sheet.tsx'
import { useToastFloor } from '#client/ui/toast-floor.ts'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { useIsPhone, useMediaQuery } from '#client/ui/use-media-query.ts'

const ClipViewer = lazyPart(async () => (await import('#client/features/clips/clip-viewer.tsx')).ClipViewer)

/** The storyboard: scenes, clips, inspector and timeline around one film. */
export default function BoardPage(): ReactElement {
  const session = useSession()
  const phone = useIsPhone()
  const wide = useMediaQuery('(min-width: 1000px)')
  const roomForScenes = useMediaQuery('(min-width: 768px)')
  const scenes = useResizable('board.scenes', { min: 200, max: 320, initial: window.innerWidth < 1400 ? 200 : 232 })
  const inspector = useResizable('board.inspector', {
    min: 288,
    max: 440,
    initial: window.innerWidth < 1400 ? 300 : 324,
  })
  const dock = useResizable('board.dock', { min: 120, max: Math.round(window.innerHeight * 0.6), initial: 206 })
  useToastFloor(phone || dock.collapsed ? 0 : dock.size)
  const [sheet, setSheet] = useState<'scenes' | 'inspector' | null>(null)
  const [viewerOpen, setViewerOpen] = useDialogParam('viewer')
  const board = useRef<BoardHandle>(null)
  const filter = useViewState((view) => (view.filter === 'needs-take' ? 'needs-take' : 'all'))
  const cardWidth = useViewState((view) => view.cardWidth)
  const lead = useViewState((view) => view.selectedClipIds.at(-1) ?? null)

  const openViewer = useCallback(
    (clipId: string): void => {
      if (!session.view.get().selectedClipIds.includes(clipId)) session.view.selectClips([clipId])
      setSheet(null)
      setViewerOpen(true)
    },
    [session, setViewerOpen],
  )
  const openInspector = useCallback((): void => setSheet('inspector'), [])
  const toggleInspector = (): void => (wide ? inspector.toggle() : setSheet(sheet === 'inspector' ? null : 'inspector'))
  const toggleScenes = (): void => (roomForScenes ? scenes.toggle() : setSheet(sheet === 'scenes' ? null : 'scenes'))

  useActions([
    { id: 'panel.scenes', label: 'Show or hide scenes', group: 'See', keys: ['shift+s'], run: toggleScenes },
    { id: 'panel.inspector', label: 'Show or hide inspector', group: 'See', keys: ['shift+i'], run: toggleInspector },
    {
      id: 'panel.timeline',
      label: 'Show or hide timeline',
      group: 'See',
      keys: ['shift+t'],
      when: () => !phone,
      run: () => dock.toggle(),
    },
    {
      id: 'clip.open-viewer',
      label: 'Open viewer',
      group: 'Takes',
      keys: ['enter'],
      onSelection: true,
      enabled: () => (lead ? true : 'Select a clip first'),
      run: () => {
        if (lead) openViewer(lead)
      },
    },
  ])

  const inspectorPanel = (
    <ErrorBoundary name="The inspector">
      <Inspector onOpenViewer={openViewer} />
    </ErrorBoundary>
  )
  const sceneList = (
    <ErrorBoundary name="The list of scenes">
      <SceneList
        onOpenScene={(id) => {
          setSheet(null)
          board.current?.scrollToScene(id)
        }}
      />
    </ErrorBoundary>
  )

  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-h-0 min-w-0 grow flex-col">
        <div className="flex min-h-0 grow">
          {roomForScenes && !scenes.collapsed ? (
            <section id="board-scenes" aria-label="Scenes" className="min-h-0 shrink-0" style={{ width: scenes.size }}>
              {sceneList}
            </section>
          ) : null}
          {roomForScenes ? <Divider label="Resize scenes" panel={scenes} edge="left" controls="board-scenes" /> : null}
          <section aria-label="Board" className="relative flex min-h-0 min-w-0 grow flex-col">
            <BoardToolbar
              filter={filter}
              onFilter={(next) => session.view.patch({ filter: next })}
              cardWidth={cardWidth}
              onCardWidth={(width) => session.view.patch({ cardWidth: width })}
              onScenes={roomForScenes ? null : toggleScenes}
              onInspector={wide ? null : toggleInspector}
            />
            <div className="min-h-0 grow">
              <ErrorBoundary name="The board">
                <ClipBoard
                  ref={board}
                  filter={filter}
                  cardWidth={phone ? 160 : cardWidth}
                  renderSceneHeader={(id) => <SceneHeader id={id} />}
                  onOpenClip={openViewer}
                  onPressSelected={phone ? openInspector : null}
                />
              </ErrorBoundary>
            </div>
            <SelectionBar />
          </section>
        </div>
        {phone ? null : (
          <>
            <Divider label="Resize timeline" panel={dock} edge="bottom" controls="board-dock" />
            {dock.collapsed ? null : (
              <div id="board-dock" className="shrink-0" style={{ height: dock.size }}>
                <ErrorBoundary name="The timeline">
                  <ClipContextMenu onOpenViewer={openViewer}>
                    <TimelineDock />
                  </ClipContextMenu>
                </ErrorBoundary>
              </div>
            )}
          </>
        )}
      </div>
      {wide ? (
        <>
          <Divider label="Resize inspector" panel={inspector} edge="right" controls="board-inspector" />
          {inspector.collapsed ? null : (
            <aside
              id="board-inspector"
              aria-label="Inspector"
              className="min-h-0 shrink-0 bg-panel"
              style={{ width: inspector.size }}
            >
              {inspectorPanel}
            </aside>
          )}
        </>
      ) : (
        <SideSheet
          open={sheet === 'inspector'}
          onOpenChange={(open) => setSheet(open ? 'inspector' : null)}
          title="Inspector"
          side="right"
        >
          {inspectorPanel}
        </SideSheet>
      )}
      {roomForScenes ? null : (
        <SideSheet
          open={sheet === 'scenes'}
          onOpenChange={(open) => setSheet(open ? 'scenes' : null)}
          title="Scenes"
          side="left"
        >
          {sceneList}
        </SideSheet>
      )}
      {viewerOpen && lead ? (
        <Suspense>
          <ErrorBoundary name="The viewer">
            <ClipViewer key={lead} clipId={lead} onClose={() => setViewerOpen(false)} />
          </ErrorBoundary>
        </Suspense>
      ) : null}
    </div>
  )
}

/** What is selected decides what the inspector shows: clips, a scene, or the film itself. */
function Inspector({ onOpenViewer }: { onOpenViewer: (clipId: string) => void }): ReactElement {
  const clipIds = useViewState((view) => view.selectedClipIds)
  const sceneId = useViewState((view) => view.selectedSceneId)
  if (clipIds.length > 0) {
    return (
      <ClipInspector
        clipIds={clipIds}
        renderGenerate={(ids) => <GeneratePanel clipIds={ids} />}
        onOpenViewer={onOpenViewer}
      />
    )
  }
  return sceneId ? <SceneInspector key={sceneId} id={sceneId} /> : <FilmInspector />
}
