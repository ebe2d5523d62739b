import { useCallback, useMemo } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { pickedTake, shownTake, takesOfClip } from '#shared/document/selectors.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { Take } from '#shared/model/take.ts'
import { clipState, type ClipState } from '../../session/clip-state.ts'
import { useClip, useJobsOfClip, useProject } from '../../session/use-session.tsx'

/** Everything a card or the inspector shows of one clip. */
export interface ClipView {
  readonly clip: Clip
  readonly takes: readonly Take[]
  readonly picked: Take | null
  readonly shown: Take | null
  readonly state: ClipState
}

/** Follows one clip with its takes and jobs; null when it is gone. */
export function useClipView(id: string): ClipView | null {
  const clip = useClip(id)
  const takes = useProject(useCallback((snapshot: ProjectSnapshot) => takesOfClip(snapshot, id), [id]))
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
    const state = clipState(jobs, shown, takes.at(-1)?.createdAt ?? 0)
    return { clip, takes, picked, shown, state }
  }, [clip, jobs, shown, picked, takes])
}
