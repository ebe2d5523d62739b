import { useCallback, useEffect, useState } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import type { PullWorkerBody } from '#shared/protocol/pull-workers.ts'

/** A machine that comes, goes or falls silent makes no event: they are asked for again while they are on screen. */
const LOOK_MS = 15_000

/** The machines that fetch their jobs themselves; null until they were heard of once. */
export function useWorkers(): { readonly workers: readonly PullWorkerBody[] | null; refresh(): void } {
  const { api, server } = useServices()
  const { answering } = useReadable(server)
  const [workers, setWorkers] = useState<readonly PullWorkerBody[] | null>(null)
  const [round, setRound] = useState(0)
  const refresh = useCallback(() => setRound((before) => before + 1), [])

  useEffect(() => {
    const end = new AbortController()
    const ask = (): void => {
      api.listWorkers({ signal: end.signal }).then(
        (list) => {
          if (!end.signal.aborted) setWorkers(list)
        },
        // Whoever cannot be asked now leaves the list as it was; the servers above say that.
        () => undefined,
      )
    }
    ask()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') ask()
    }, LOOK_MS)
    return () => {
      end.abort()
      clearInterval(timer)
    }
  }, [api, answering, round])

  return { workers, refresh }
}
