import { useEffect, useMemo, useRef, type KeyboardEvent, type RefObject } from 'react'
import { orderedScenes } from '#shared/document/selectors.ts'
import { timelineClips, timelineOf } from '#shared/document/timeline-selectors.ts'
import { announce } from '../../ui/announcer.tsx'
import { inStoryOrder } from '../../session/clip-edits.ts'
import { count } from '../../ui/words.ts'
import { placeNow, storyPlaces, type StoryPlace } from './drop-target.ts'
import { reveal } from './geometry.ts'
import { commitMove } from './gestures.ts'
import { NO_MARKS, type TimelineModel } from './timeline-model.ts'

/** Clips that are carried by keyboard. */
interface Carried {
  readonly ids: readonly string[]
  readonly places: readonly StoryPlace[]
  readonly from: number
  index: number
}

/**
 * Keys of the clip list. When Tab brought the focus here the arrows go from clip to clip; after a press with the mouse
 * they step the playhead, as everywhere else. ⇧↵ picks the selected clips up: arrows move by cut, up and down by scene,
 * Enter drops, Esc puts them back.
 */
export function useTrackKeys(model: TimelineModel, list: RefObject<HTMLDivElement | null>) {
  const byKeyboard = useRef(false)
  const carried = useRef<Carried | null>(null)

  useEffect(() => {
    const element = list.current
    if (!element) return undefined
    let tabbed = false
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key === 'Tab') tabbed = true
    }
    const onPress = (): void => {
      tabbed = false
      byKeyboard.current = false
    }
    const focused = (): void => {
      byKeyboard.current = tabbed
    }
    const left = (event: FocusEvent): void => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) cancelCarry(model, carried)
    }
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('pointerdown', onPress, true)
    element.addEventListener('focusin', focused)
    element.addEventListener('focusout', left)
    return () => {
      window.removeEventListener('keydown', onKey, true)
      window.removeEventListener('pointerdown', onPress, true)
      element.removeEventListener('focusin', focused)
      element.removeEventListener('focusout', left)
    }
  }, [model, list])

  return useMemo(
    () =>
      (event: KeyboardEvent<HTMLDivElement>): void => {
        const used =
          carried.current !== null
            ? carry(model, carried, event.key)
            : event.key === 'Enter' && event.shiftKey && model.editable
              ? pickUp(model, carried)
              : byKeyboard.current && go(model, event)
        if (!used) return
        event.preventDefault()
        event.stopPropagation()
      },
    [model],
  )
}

/** Goes to another clip and selects it; ⇧ selects all between. */
function go(model: TimelineModel, event: KeyboardEvent): boolean {
  const { session, viewport } = model
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const { spans } = timelineOf(session.records.get())
  const lead = session.view.get().selectedClipIds.at(-1)
  const at = spans.findIndex((span) => span.id === lead)
  const next = { ArrowRight: at + 1, ArrowLeft: at < 0 ? 0 : at - 1, Home: 0, End: spans.length - 1 }[event.key]
  const span = next === undefined ? undefined : spans[next]
  if (next === undefined) return false
  if (!span) return true
  const ids = spans.map(({ id }) => id)
  if (event.shiftKey) session.view.selectRange(ids, span.id)
  else session.view.selectClips([span.id])
  const scrollFrame = reveal(viewport.get(), (span.start + span.end) / 2)
  if (scrollFrame !== null) model.show({ ...viewport.get(), scrollFrame })
  requestAnimationFrame(() => document.getElementById(`timeline-clip-${span.id}`)?.focus({ preventScroll: true }))
  return true
}

function pickUp(model: TimelineModel, carried: RefObject<Carried | null>): boolean {
  const { session } = model
  const ids = inStoryOrder(session, session.view.get().selectedClipIds)
  if (ids.length === 0) return false
  const snapshot = session.records.get()
  const clips = timelineClips(snapshot)
  const moving = new Set(ids)
  const sceneIds = orderedScenes(snapshot)
    .filter((scene) => scene.alternateOf === null)
    .map((scene) => scene.id)
  const places = storyPlaces(clips, sceneIds, moving)
  const from = placeNow(clips, places, moving)
  carried.current = { ids, places, from, index: from }
  const what = ids.length === 1 ? snapshot.clips.get(ids[0]!)?.number : count(ids.length, 'clip')
  announce(`Picked up ${what}. Arrows move it, Enter drops, Escape puts it back`)
  preview(model, carried.current)
  return true
}

function carry(model: TimelineModel, carried: RefObject<Carried | null>, key: string): boolean {
  const now = carried.current
  if (!now) return false
  const scene = now.places[now.index]?.sceneId
  const firstOf = (sceneId: string | undefined): number => now.places.findIndex((place) => place.sceneId === sceneId)
  const scenes = [...new Set(now.places.map((place) => place.sceneId))]
  const next = {
    ArrowLeft: now.index - 1,
    ArrowRight: now.index + 1,
    ArrowUp: firstOf(scenes[scenes.indexOf(scene ?? '') - 1]),
    ArrowDown: firstOf(scenes[scenes.indexOf(scene ?? '') + 1]),
  }[key]
  if (key === 'Escape') {
    cancelCarry(model, carried)
    announce('Put back')
    return true
  }
  if (key === 'Enter') {
    carried.current = null
    model.clearGesture()
    const place = now.places[now.index]
    if (place && now.index !== now.from) commitMove(model, now.ids, { ...place, frame: null })
    else announce('Not moved')
    return true
  }
  if (next === undefined) return false
  now.index = Math.min(Math.max(0, next < 0 && key !== 'ArrowLeft' ? now.index : next), now.places.length - 1)
  preview(model, now)
  sayPlace(model, now)
  return true
}

function cancelCarry(model: TimelineModel, carried: RefObject<Carried | null>): void {
  if (carried.current === null) return
  carried.current = null
  model.clearGesture()
}

function preview(model: TimelineModel, { ids, places, index }: Carried): void {
  const { session } = model
  const place = places[index]
  if (!place) return
  const { spans } = timelineOf(session.records.get())
  const before = spans.find((span) => span.id === place.beforeId)
  const lastOfScene = spans.findLast((span) => span.sceneId === place.sceneId && !ids.includes(span.id))
  const caret = before?.start ?? lastOfScene?.end ?? 0
  model.marks.set({ ...NO_MARKS, caret })
  session.view.patch({ preview: { kind: 'move', clipIds: ids, deltaFrames: 0, place: { ...place, frame: null } } })
  const scrollFrame = reveal(model.viewport.get(), caret)
  if (scrollFrame !== null) model.show({ ...model.viewport.get(), scrollFrame })
}

function sayPlace({ session }: TimelineModel, { places, index }: Carried): void {
  const place = places[index]
  const snapshot = session.records.get()
  const scene = snapshot.scenes.get(place?.sceneId ?? '')?.name ?? ''
  const before = place?.beforeId ? snapshot.clips.get(place.beforeId)?.number : null
  announce(before ? `Before ${before} in ${scene}` : `At the end of ${scene}`)
}
