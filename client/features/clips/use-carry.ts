import { useState } from 'react'
import { clipIdsOfScene, orderedSceneIds } from '#shared/document/selectors.ts'
import { inStoryOrder, moveClipsBefore } from '../../session/clip-edits.ts'
import { useSession } from '../../session/use-session.tsx'
import { announce } from '../../ui/announcer.tsx'

/** A place in the film: in front of a clip of a scene, or at the scene's end. */
export interface Landing {
  readonly sceneId: string
  readonly beforeId: string | null
}

/** Clips that were picked up by keyboard, and where they would land. */
export interface Carry {
  readonly ids: readonly string[]
  readonly landing: Landing
}

/** Moving clips without a pointer: ⇧Enter picks up, arrows choose the place, Enter drops, Escape puts back. */
export function useCarry(): {
  readonly carry: Carry | null
  pickUp(ids: readonly string[]): void
  step(by: -1 | 1): void
  stepScene(by: -1 | 1): void
  drop(): void
  cancel(): void
} {
  const session = useSession()
  const [carry, setCarry] = useState<Carry | null>(null)

  const landings = (ids: readonly string[]): Landing[] => {
    const snapshot = session.records.get()
    return orderedSceneIds(snapshot).flatMap((sceneId) => [
      ...clipIdsOfScene(snapshot, sceneId)
        .filter((id) => !ids.includes(id))
        .map((beforeId) => ({ sceneId, beforeId })),
      { sceneId, beforeId: null },
    ])
  }
  const say = ({ sceneId, beforeId }: Landing): void => {
    const { scenes, clips } = session.records.get()
    const scene = scenes.get(sceneId)?.name ?? 'the scene'
    announce(beforeId === null ? `End of ${scene}` : `Before ${clips.get(beforeId)?.number ?? 'the clip'} in ${scene}`)
  }
  const land = (landing: Landing | undefined): void => {
    if (!carry || !landing) return
    setCarry({ ...carry, landing })
    say(landing)
  }

  return {
    carry,
    pickUp: (wanted) => {
      const ids = inStoryOrder(session, wanted)
      const snapshot = session.records.get()
      const last = snapshot.clips.get(ids.at(-1) ?? '')
      if (!last) return
      const siblings = clipIdsOfScene(snapshot, last.sceneId)
      const beforeId = siblings.slice(siblings.indexOf(last.id) + 1).find((id) => !ids.includes(id)) ?? null
      setCarry({ ids, landing: { sceneId: last.sceneId, beforeId } })
      announce('Picked up. Arrows choose the place, Enter drops, Escape puts back')
    },
    step: (by) => {
      if (!carry) return
      const all = landings(carry.ids)
      const { sceneId, beforeId } = carry.landing
      land(all[all.findIndex((one) => one.sceneId === sceneId && one.beforeId === beforeId) + by])
    },
    stepScene: (by) => {
      if (!carry) return
      const scenes = orderedSceneIds(session.records.get())
      const next = scenes[scenes.indexOf(carry.landing.sceneId) + by]
      land(landings(carry.ids).find((one) => one.sceneId === next))
    },
    drop: () => {
      if (!carry) return
      const { sceneId, beforeId } = carry.landing
      setCarry(null)
      moveClipsBefore(session, carry.ids, sceneId, beforeId)
      announce('Moved')
    },
    cancel: () => {
      if (!carry) return
      setCarry(null)
      announce('Put back')
    },
  }
}
