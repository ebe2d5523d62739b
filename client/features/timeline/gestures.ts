import { moveInStory, placeInGap, trimClip as trimCommand } from '#shared/commands/timeline-commands.ts'
import { orderedScenes } from '#shared/document/selectors.ts'
import { timelineClips, timelineOf } from '#shared/document/timeline-selectors.ts'
import { formatTimecode, framesToSeconds } from '#shared/model/time.ts'
import { snap } from '#shared/timeline/snap.ts'
import type { TrimEdge } from '#shared/timeline/trim.ts'
import { trimClip } from '#shared/timeline/trim.ts'
import { announce } from '../../ui/announcer.tsx'
import { count } from '../../ui/words.ts'
import { inStoryOrder } from '../../session/clip-edits.ts'
import { beginDrag, type DragPoint } from './begin-drag.ts'
import { dropTarget, type Drop } from './drop-target.ts'
import { clampScroll, edgeScrollSpeed, frameAtX } from './geometry.ts'
import { clipsBetween } from './hit-test.ts'
import { snapFieldOf } from './snapping.ts'
import { NO_MARKS, type TimelineModel } from './timeline-model.ts'
import { lengthWords, limitWords, placeWords, shiftWords, trimTag } from './timeline-words.ts'

/** Pixels that a press may wander before it is a drag. */
const DRAG_PX = 4

/** Scrolls while a drag rests near a side; tells whether it did. */
function scrollAtEdge(model: TimelineModel, { x }: DragPoint, elapsed: number): boolean {
  const viewport = model.viewport.get()
  const speed = edgeScrollSpeed(x, viewport.width)
  // With the whole film in view there is nowhere to scroll to.
  if (speed === 0 || elapsed === 0 || model.session.view.get().zoom === 0) return false
  const scrollFrame = clampScroll(viewport, viewport.scrollFrame + (speed * elapsed) / viewport.pxPerFrame)
  if (scrollFrame === viewport.scrollFrame) return false
  model.following = false
  model.show({ ...viewport, scrollFrame })
  return true
}

/** Drags the playhead; a press alone puts it there. */
export function scrub(model: TimelineModel, lanes: HTMLElement, event: PointerEvent): void {
  const { session, player } = model
  const before = session.view.playhead.get()
  beginDrag(lanes, event, {
    threshold: 0,
    move: ({ x }) => {
      const viewport = model.viewport.get()
      const frame = Math.round(Math.min(Math.max(0, frameAtX(viewport, x)), Math.max(0, viewport.frames - 1)))
      if (frame === session.view.playhead.get()) return
      session.view.playhead.set(frame)
      player.hear(frame)
    },
    scroll: (point, elapsed) => scrollAtEdge(model, point, elapsed),
    end: ({ cancelled }) => {
      if (cancelled) session.view.playhead.set(before)
    },
  })
}

/** Drags what is in view, with the middle button or a finger. `tap` is called when it did not move. */
export function pan(
  model: TimelineModel,
  lanes: HTMLElement,
  event: PointerEvent,
  tap: () => void = () => undefined,
): void {
  let last = event.clientX - lanes.getBoundingClientRect().left
  beginDrag(lanes, event, {
    threshold: DRAG_PX * 2,
    move: ({ x }) => {
      model.scrollBy(last - x)
      last = x
    },
    end: ({ cancelled, dragged }) => {
      if (!cancelled && !dragged) tap()
    },
  })
}

/** Draws a marquee over empty time; with `adds` it extends the selection. A press alone deselects. */
export function marquee(model: TimelineModel, lanes: HTMLElement, event: PointerEvent, adds: boolean): void {
  const { view, records } = model.session
  const before = view.get().selectedClipIds
  const box = lanes.getBoundingClientRect()
  const origin = { frame: frameAtX(model.viewport.get(), event.clientX - box.left), y: event.clientY - box.top }
  beginDrag(lanes, event, {
    threshold: DRAG_PX,
    move: ({ x, y }) => {
      const viewport = model.viewport.get()
      const x1 = (origin.frame - viewport.scrollFrame) * viewport.pxPerFrame
      const snapshot = records.get()
      const touched = clipsBetween(timelineOf(snapshot).spans, viewport, x1, x)
      const ids = adds ? [...new Set([...before, ...touched])] : touched
      const frames = ids.reduce((sum, id) => sum + (snapshot.clips.get(id)?.length ?? 0), 0)
      const seconds = framesToSeconds(frames, snapshot.project.frameRate).toFixed(1)
      const text = `${count(ids.length, 'clip')}, ${seconds} s`
      view.selectClips(ids)
      model.marks.set({
        ...NO_MARKS,
        marquee: { x1, y1: origin.y, x2: x, y2: y },
        tag: { frame: frameAtX(viewport, x), text },
      })
    },
    scroll: (point, elapsed) => scrollAtEdge(model, point, elapsed),
    end: ({ cancelled, dragged }) => {
      model.clearGesture()
      if (cancelled) view.selectClips(before)
      else if (!dragged && !adds) view.selectClips([])
    },
  })
}

/** Drags one edge of a clip: previewed while it moves, one command when it is let go. */
export function dragTrim(
  model: TimelineModel,
  lanes: HTMLElement,
  event: PointerEvent,
  id: string,
  edge: TrimEdge,
): void {
  const { session } = model
  const snapshot = session.records.get()
  const span = timelineOf(snapshot).spanOf.get(id)
  const clip = snapshot.clips.get(id)
  if (!span || !clip || session.whyNotChange.get() !== null) return
  const clips = timelineClips(snapshot)
  const { ripple } = session.view.get()
  const touch = event.pointerType === 'touch'
  const grabbed = frameAtX(model.viewport.get(), event.clientX - lanes.getBoundingClientRect().left)
  let snaps = session.view.get().snap
  let delta = 0

  beginDrag(lanes, event, {
    threshold: DRAG_PX,
    move: ({ x }) => {
      const wanted = span[edge] + frameAtX(model.viewport.get(), x) - grabbed
      const field = snaps
        ? snapFieldOf(model, { without: new Set([id]), touch, ...(ripple ? { until: span.end } : {}) })
        : null
      const snapped = snap(wanted, [0], field)
      const edit = trimClip(clips, { id, edge, delta: snapped.frame - span[edge], ripple })
      delta = edit.delta
      const growth = edge === 'end' ? delta : -delta
      const edgeFrame = ripple && edge === 'start' ? span.start : span[edge] + delta
      const rate = snapshot.project.frameRate
      const limit = edit.limit ? `, ${limitWords(edit.limit)}` : ''
      model.marks.set({
        ...NO_MARKS,
        limit: edit.limit,
        snap: edit.delta === snapped.frame - span[edge] ? snapped.target : null,
        tag: { frame: edgeFrame, text: `${trimTag(growth, clip.length + growth, rate)}${limit}` },
      })
      session.view.patch({ preview: { kind: 'trim', clipId: id, edge, deltaFrames: delta, ripple } })
    },
    // Never at whole-film zoom: the scale would change under the hand.
    scroll: (point, elapsed) => scrollAtEdge(model, point, elapsed),
    key: (key) => {
      if (key !== 'n') return false
      snaps = !snaps
      return true
    },
    end: ({ cancelled, dragged }) => {
      model.clearGesture()
      if (cancelled || !dragged || delta === 0) return
      commitTrim(model, id, edge, delta, ripple)
    },
  })
}

/** Writes a trim and says what it did. */
export function commitTrim(
  model: Pick<TimelineModel, 'session'>,
  id: string,
  edge: TrimEdge,
  delta: number,
  ripple: boolean,
): void {
  const { session } = model
  const before = session.records.get()
  session.run(trimCommand, { id, edge, delta, ripple }, { label: ripple ? 'Ripple trim' : 'Trim clip' })
  const after = session.records.get()
  const clip = after.clips.get(id)
  if (!clip) return
  const length = lengthWords(clip.length, after.project.frameRate)
  announce([`${clip.number} is ${length}`, ...nextShift(before, after, id)].join('. '))
}

/** What happened to the clip behind `id`, as a sentence or none. */
function nextShift(before: Parameters<typeof shiftWords>[0], after: typeof before, id: string): string[] {
  const spans = timelineOf(after).spans
  const next = spans[spans.findIndex((span) => span.id === id) + 1]
  const words = next ? shiftWords(before, after, next.id) : null
  return words ? [words] : []
}

/** Drags clips to another place. `press` is called when the pointer was let go without having moved. */
export function dragMove(
  model: TimelineModel,
  lanes: HTMLElement,
  event: PointerEvent,
  id: string,
  { press, sceneAt }: { press: () => void; sceneAt: (point: DragPoint) => string | null },
): void {
  const { session } = model
  // Whoever may only look selects by a press, and drags nothing.
  if (session.whyNotChange.get() !== null) return press()
  const snapshot = session.records.get()
  const { spans, spanOf } = timelineOf(snapshot)
  const { selectedClipIds } = session.view.get()
  const ids = inStoryOrder(session, selectedClipIds.includes(id) ? selectedClipIds : [id])
  const first = spanOf.get(ids[0] ?? '')
  const lead = spanOf.get(id)
  if (!first || !lead) return
  const clips = timelineClips(snapshot)
  const moving = new Set(ids)
  const length = ids.reduce((sum, one) => sum + (snapshot.clips.get(one)?.length ?? 0), 0)
  const touch = event.pointerType === 'touch'
  const grabbed = frameAtX(model.viewport.get(), event.clientX - lanes.getBoundingClientRect().left)
  let snaps = session.view.get().snap
  let drop: Drop | null = null

  beginDrag(lanes, event, {
    threshold: DRAG_PX,
    move: (point) => {
      const viewport = model.viewport.get()
      const pointer = frameAtX(viewport, point.x)
      const wanted = first.start + pointer - grabbed
      const snapped = snap(wanted, [0, length], snaps ? snapFieldOf(model, { without: moving, touch }) : null)
      const scene = sceneAt(point)
      drop = scene
        ? sceneDrop(clips, spans, scene)
        : dropTarget(clips, spans, { moving, pointer, start: snapped.frame })
      const placed = drop !== null && drop.frame !== null
      const moved = snapped.frame - first.start
      model.marks.set({
        ...NO_MARKS,
        snap: placed && drop?.frame === snapped.frame ? snapped.target : null,
        caret: drop === null || placed ? null : drop.caret,
        ghost: { clipId: id, start: lead.start - first.start + (placed ? drop!.frame! : wanted) },
        tag: tagOfMove(model, drop, lead.sceneId, pointer, ids.length),
      })
      session.view.patch({
        preview: { kind: 'move', clipIds: ids, deltaFrames: moved, place: drop },
      })
    },
    scroll: (point, elapsed) => scrollAtEdge(model, point, elapsed),
    key: (key) => {
      if (key !== 'n') return false
      snaps = !snaps
      return true
    },
    end: ({ cancelled, dragged }) => {
      model.clearGesture()
      if (!dragged && !cancelled) press()
      if (cancelled || !dragged || drop === null) return
      commitMove(model, ids, drop)
    },
  })
}

/** The end of a scene, for a drop on its band. */
function sceneDrop(
  clips: ReturnType<typeof timelineClips>,
  spans: ReturnType<typeof timelineOf>['spans'],
  sceneId: string,
): Drop {
  const last = clips.findLastIndex((clip) => clip.sceneId === sceneId)
  return { sceneId, beforeId: null, frame: null, caret: spans[last]?.end ?? 0 }
}

function tagOfMove(
  { session }: TimelineModel,
  drop: Drop | null,
  fromSceneId: string,
  pointer: number,
  clips: number,
): { frame: number; text: string } | null {
  const snapshot = session.records.get()
  const many = clips > 1 ? `${count(clips, 'clip')}: ` : ''
  if (drop === null) return null
  if (drop.sceneId !== fromSceneId) {
    return { frame: pointer, text: `${many}Move to ${snapshot.scenes.get(drop.sceneId)?.name ?? 'scene'}` }
  }
  if (drop.frame !== null)
    return { frame: pointer, text: `${many}${formatTimecode(drop.frame, snapshot.project.frameRate)}` }
  const before = drop.beforeId ? snapshot.clips.get(drop.beforeId)?.number : null
  return { frame: pointer, text: many + (before ? `Before ${before}` : 'To the end of the scene') }
}

/** Writes a move and says where the clips are now. */
export function commitMove(
  { session }: Pick<TimelineModel, 'session'>,
  ids: readonly string[],
  drop: Pick<Drop, 'sceneId' | 'beforeId' | 'frame'>,
): void {
  const { sceneId, beforeId, frame } = drop
  const before = session.records.get()
  const label = ids.length === 1 ? 'Move clip' : `Move ${ids.length} clips`
  const fromScene = before.clips.get(ids[0] ?? '')?.sceneId
  if (frame === null) session.run(moveInStory, { ids: [...ids], sceneId, beforeId }, { label })
  else
    session.run(placeInGap, { ids: [...ids], sceneId, beforeId, frame, ripple: session.view.get().ripple }, { label })
  const after = session.records.get()
  const start = timelineOf(after).spanOf.get(ids[0] ?? '')?.start
  if (start === undefined) return
  const scene = orderedScenes(after).find((one) => one.id === sceneId)
  const to = sceneId === fromScene ? '' : ` in ${scene?.name ?? 'another scene'}`
  announce([`Moved to ${placeWords(after, start)}${to}`, ...nextShift(before, after, ids.at(-1) ?? '')].join('. '))
}
