/*
 * The hooks of an open film. What views need, in one place:
 *
 * Around the film's pages       <SessionProvider session={session}>; `useOpenSession(projectId | null)` opens one and closes
 *                               it on leaving: { session: ProjectSession | null, error: Error | null }.
 * useSession()                  the ProjectSession: run, group, undo, redo, view, records, marks, presence, doc, review.
 * useProject(selector?, equal?) the ProjectSnapshot { project, scenes, clips, takes, structure }, or what the selector
 *                               takes from it. Selectors of shared/document/selectors.ts fit: useProject(orderedSceneIds).
 *                               A selector that builds a new array or object needs `shallowEqual` (session/store.ts).
 * useClip(id) useScene(id) useTake(id)   the frozen record or null; renders again only when that entity changes.
 * useCommand()                  session.run: run(setClipLength, { id, length }, { label?, mergeKey? }) returns the
 *                               command's result, throws CommandError (its message can be shown). Star and reject go
 *                               through the same function: run(starTakes, { takeIds, on: true }).
 *                               Several commands as one step: session.group('Paste 3 clips', () => { … }).
 * useUndo()                     { undoLabel, redoLabel, undo(), redo() }; labels are null where there is nothing.
 * useOptionalSession()          as useSession, or null on pages where no film need be open.
 * useViewState(selector)        part of ViewState; write by session.view.patch({ … }), selectClips(ids),
 *                               toggleClip(id), selectRange(orderedIds, id), selectScene(id), setPanelSize(name, px).
 *                               Playing, zoom, snap, beatSnap, ripple, loop, tool, filter, cardWidth and the running
 *                               gesture (`preview`) are fields of it.
 * usePlayhead()                 [frame, setFrame]; session.view.playhead outside of React.
 * useMarks()                    { stars: ReadonlySet<takeId>, rejects: ReadonlySet<takeId> }.
 * useJobs(selector) useJobsOfClip(clipId)   jobs as shared/protocol/jobs.ts has them, newest first, those that still
 *                               wait on this device included. Ask and call off: useServices().jobs.request(projectId,
 *                               GenerationRequest without id) → job id; .cancel(job); .retry(job, params?).
 * usePresence()                 the other people here: Peer[] { clientId, deviceId, name, hue, page, clipIds, playhead }.
 *                               session.presence.setPage('board').
 * session.whyNotChange, .whyNotMark   why this person may not edit, in words, or null; the film's pages lock their controls
 *                               by it (ui/edit-lock.tsx) and `run` refuses with it.
 * useSaveState()                { kind, icon, label, details: { text, actions }[] } of the save indicator; actions are
 *                               names for useSaveAction()(name).
 *                               "Show versions" and "Save a copy" set session.asked, for a view to answer and set back to null.
 * useConflicts()                open "2 versions": TextConflict[]; session.conflicts.resolve(id, 'mine'|'theirs'|'both').
 * useSharedText(entity, id, field)   { value, onChange, ref } for a <textarea> or <input> on a shared text:
 *                               useSharedText('clip', id, 'imagePrompt'), useSharedText('scene', id, 'lyrics').
 * mediaUrl(sha256, width?)      session/media-urls.ts: the address for an <img> or <video>.
 * useServices()                 session/services-context.tsx: projects, media, jobs, profile, api, server, appUpdate.
 * useReadable(readable)         session/store.ts: any store as a value, for example useReadable(services.profile).
 */
import {
  createContext,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ChangeEvent, ReactNode, RefObject } from 'react'
import * as Y from 'yjs'
import { editPrompt } from '#shared/commands/clip-commands.ts'
import { editLyrics } from '#shared/commands/scene-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import type { ReviewSnapshot } from '#shared/document/review-doc.ts'
import type { Clip, PromptField } from '#shared/model/clip.ts'
import type { Scene } from '#shared/model/scene.ts'
import type { Take } from '#shared/model/take.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import type { Peer } from './presence-store.ts'
import type { ProjectSession } from './project-session.ts'
import type { SaveAction, SaveState } from './save-state.ts'
import { useServices } from './services-context.tsx'
import { movedCaret } from './shared-text.ts'
import { shallowEqual, useReadable, useSelected } from './store.ts'
import type { TextConflict } from './text-conflicts.ts'
import type { ViewState } from './view-state.ts'

const SessionContext = createContext<ProjectSession | null>(null)

/** Hands the open film, or null while none is, to everything below. */
export function SessionProvider({ session, children }: { session: ProjectSession | null; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The open film, or null. */
export function useOptionalSession(): ProjectSession | null {
  return useContext(SessionContext)
}

/** The open film; fails where none is open. */
export function useSession(): ProjectSession {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs an open film above it')
  return session
}

interface OpenSession {
  readonly projectId: string | null
  readonly session: ProjectSession | null
  readonly error: Error | null
}

const NOTHING_OPEN: OpenSession = { projectId: null, session: null, error: null }

/** Opens a film while the component is on screen and closes it afterwards; null until this device's part is read. */
export function useOpenSession(projectId: string | null): Pick<OpenSession, 'session' | 'error'> {
  const { projects } = useServices()
  const [state, setState] = useState<OpenSession>(NOTHING_OPEN)
  useEffect(() => {
    if (projectId === null) return undefined
    let left = false
    const opening = projects.open(projectId)
    opening.then(
      (session) => {
        // A long film takes a while to draw: in between, a key or a click gets its turn.
        if (!left) startTransition(() => setState({ projectId, session, error: null }))
      },
      (error: unknown) => {
        if (!left)
          setState({ projectId, session: null, error: error instanceof Error ? error : new Error(String(error)) })
      },
    )
    return () => {
      left = true
      setState(NOTHING_OPEN)
      void opening.then((session) => session.close()).catch(() => undefined)
    }
  }, [projects, projectId])
  // Between two films the state still speaks of the one before.
  return state.projectId === projectId ? state : NOTHING_OPEN
}

const whole = (snapshot: ProjectSnapshot): ProjectSnapshot => snapshot

/** The film's records, or a part of them. */
export function useProject(): ProjectSnapshot
export function useProject<T>(selector: (snapshot: ProjectSnapshot) => T, isEqual?: (a: T, b: T) => boolean): T
export function useProject<T>(
  selector: (snapshot: ProjectSnapshot) => T = whole as (snapshot: ProjectSnapshot) => T,
  isEqual?: (a: T, b: T) => boolean,
): T {
  return useSelected(useSession().records, selector, isEqual)
}

/** A clip, trashed or not; null when there is none. */
export function useClip(id: string | null): Clip | null {
  return useProject(useCallback((snapshot) => (id === null ? null : (snapshot.clips.get(id) ?? null)), [id]))
}

/** A scene, trashed or not; null when there is none. */
export function useScene(id: string | null): Scene | null {
  return useProject(useCallback((snapshot) => (id === null ? null : (snapshot.scenes.get(id) ?? null)), [id]))
}

/** A take, trashed or not; null when there is none. */
export function useTake(id: string | null): Take | null {
  return useProject(useCallback((snapshot) => (id === null ? null : (snapshot.takes.get(id) ?? null)), [id]))
}

/** The function that runs commands on the open film. */
export function useCommand(): ProjectSession['run'] {
  return useSession().run
}

/** What undo and redo would do, and the two functions. */
export function useUndo() {
  const session = useSession()
  const { undo: undoLabel, redo: redoLabel } = useReadable(session.undoState)
  return { undoLabel, redoLabel, undo: session.undo, redo: session.redo }
}

/** A part of what this tab shows; write through `useSession().view`. */
export function useViewState<T>(selector: (view: ViewState) => T, isEqual?: (a: T, b: T) => boolean): T {
  return useSelected(useSession().view, selector, isEqual)
}

/** The frame under the playhead, and the way to move it. */
export function usePlayhead(): readonly [number, (frame: number) => void] {
  const { playhead } = useSession().view
  return [useReadable(playhead), playhead.set]
}

/** Stars and rejections of takes. */
export function useMarks(): ReviewSnapshot {
  return useReadable(useSession().marks)
}

/** A part of all jobs, newest first. */
export function useJobs<T>(selector: (jobs: readonly Job[]) => T, isEqual: (a: T, b: T) => boolean = shallowEqual): T {
  return useSelected(useServices().jobs.all, selector, isEqual)
}

/** The jobs of one clip, newest first. */
export function useJobsOfClip(clipId: string): readonly Job[] {
  return useJobs(useCallback((jobs) => jobs.filter((job) => job.clip_id === clipId), [clipId]))
}

/** The other people in the film. */
export function usePresence(): readonly Peer[] {
  return useReadable(useSession().presence)
}

/** The state that the save indicator shows. */
export function useSaveState(): SaveState {
  return useReadable(useSession().saveState)
}

/** Runs an action of the save indicator. */
export function useSaveAction(): (action: SaveAction) => void {
  return useSession().runSaveAction
}

/** Texts that wait for a decision between two versions. */
export function useConflicts(): readonly TextConflict[] {
  return useReadable(useSession().conflicts.open)
}

type TextElement = HTMLTextAreaElement | HTMLInputElement

/** What to spread on a text field that is bound to a shared text. */
export interface SharedTextBinding<E extends TextElement> {
  readonly value: string
  readonly onChange: (event: ChangeEvent<E>) => void
  readonly ref: RefObject<E | null>
  /** True where this person may not change it. */
  readonly readOnly: boolean
}

/**
 * Binds a text field to a text that several people may edit at once. Each change is the smallest edit, typing is one
 * undo step a second, and the caret stays at its words while others type around it.
 */
export function useSharedText<E extends TextElement = HTMLTextAreaElement>(
  entity: 'clip' | 'scene',
  id: string,
  field: PromptField | 'lyrics',
): SharedTextBinding<E> {
  const session = useSession()
  const readOnly = useReadable(session.whyNotChange) !== null
  const ref = useRef<E>(null)
  const caret = useRef<{ start: number; end: number } | null>(null)
  const value = useProject(
    useCallback(
      (snapshot: ProjectSnapshot): string =>
        entity === 'scene'
          ? (snapshot.scenes.get(id)?.lyrics ?? '')
          : field === 'lyrics'
            ? ''
            : (snapshot.clips.get(id)?.[field] ?? ''),
      [entity, id, field],
    ),
  )

  useEffect(() => {
    const map = (entity === 'scene' ? session.doc.scenes : session.doc.clips).get(id)
    const text = map?.get(field)
    if (!(text instanceof Y.Text)) return undefined
    const follow = (event: Y.YTextEvent): void => {
      const element = ref.current
      const mine = event.transaction.origin === session.context().origin
      if (mine || !element || element.ownerDocument.activeElement !== element) return
      const before = caret.current ?? { start: element.selectionStart ?? 0, end: element.selectionEnd ?? 0 }
      caret.current = { start: movedCaret(before.start, event.delta), end: movedCaret(before.end, event.delta) }
    }
    text.observe(follow)
    return () => text.unobserve(follow)
  }, [session, entity, id, field])

  useLayoutEffect(() => {
    const moved = caret.current
    caret.current = null
    if (moved && ref.current) ref.current.setSelectionRange(moved.start, moved.end)
  }, [value])

  const onChange = useCallback(
    (event: ChangeEvent<E>): void => {
      const text = event.target.value
      const at = event.target.selectionEnd ?? undefined
      const options = { label: 'Typing', mergeKey: `text:${entity}:${id}:${field}` }
      if (field === 'lyrics') session.run(editLyrics, { id, text, caret: at }, options)
      else session.run(editPrompt, { id, field, text, caret: at }, options)
    },
    [session, entity, id, field],
  )
  return useMemo(() => ({ value, onChange, ref, readOnly }), [value, onChange, readOnly])
}
