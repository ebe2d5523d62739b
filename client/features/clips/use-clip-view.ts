import { useCallback, useMemo } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { allTakesOfClip, pickedTake, shownTake } from '#shared/document/selectors.ts'
import type { Clip, PromptField } from '#shared/model/clip.ts'
import type { Take } from '#shared/model/take.ts'
import { clipState, type ClipState } from '../../session/clip-state.ts'
import { shallowEqual } from '../../session/store.ts'
import { useJobsOfClip, useProject } from '../../session/use-session.tsx'

/** A clip without the words of its prompts: it stays the same record while somebody types. */
export type ClipFacts = Omit<Clip, PromptField>

/** Everything a card or the inspector shows of one clip. */
export interface ClipView {
  readonly clip: ClipFacts
  /** Whether generating would have something to go by. */
  readonly hasPrompt: boolean
  readonly takes: readonly Take[]
  readonly picked: Take | null
  readonly shown: Take | null
  readonly state: ClipState
  /** "T4": the number of one of its takes; it never changes. */
  readonly numberOf: (take: Take) => number
}

const WORDS: ReadonlySet<string> = new Set<PromptField>(['imagePrompt', 'videoPrompt', 'negativePrompt'])

/** Whether two records of a clip differ in nothing but the words of its prompts. */
function sameFacts(before: Clip | null, after: Clip | null): boolean {
  if (!before || !after || before === after) return before === after
  return (Object.keys(after) as (keyof Clip)[]).every((field) => {
    const [a, b] = [before[field], after[field]]
    return WORDS.has(field) || a === b || (typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
  })
}

/** The clips with these ids that are in the film and not in the trash. */
export function useClipFacts(ids: readonly string[]): readonly ClipFacts[] {
  return useProject(
    useCallback(
      (snapshot: ProjectSnapshot) =>
        ids.flatMap((id) => snapshot.clips.get(id) ?? []).filter((clip) => clip.deletedAt === null),
      [ids],
    ),
    sameFactsOfAll,
  )
}

function sameFactsOfAll(before: readonly Clip[], after: readonly Clip[]): boolean {
  return before.length === after.length && before.every((clip, at) => sameFacts(clip, after[at]!))
}

/** Follows one clip with its takes and jobs; null when it is gone. */
export function useClipView(id: string): ClipView | null {
  const clip: ClipFacts | null = useProject(
    useCallback((snapshot: ProjectSnapshot) => snapshot.clips.get(id) ?? null, [id]),
    sameFacts,
  )
  const hasPrompt = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) => {
        const record = snapshot.clips.get(id)
        return record !== undefined && (record.imagePrompt !== '' || record.videoPrompt !== '')
      },
      [id],
    ),
  )
  const all = useProject(
    useCallback((snapshot: ProjectSnapshot) => allTakesOfClip(snapshot, id), [id]),
    shallowEqual,
  )
  const shown = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) => {
        const record = snapshot.clips.get(id)
        return record ? shownTake(snapshot, record) : null
      },
      [id],
    ),
  )
  const picked = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) => {
        const record = snapshot.clips.get(id)
        return record ? pickedTake(snapshot, record) : null
      },
      [id],
    ),
  )
  const jobs = useJobsOfClip(id)
  return useMemo(() => {
    if (!clip) return null
    const takes = all.filter((take) => take.deletedAt === null)
    const state = clipState(jobs, shown, takes.at(-1)?.createdAt ?? 0)
    const numberOf = (take: Take): number => all.findIndex((other) => other.id === take.id) + 1
    return { clip, hasPrompt, takes, picked, shown, state, numberOf }
  }, [clip, hasPrompt, jobs, shown, picked, all])
}
