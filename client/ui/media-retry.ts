import { useSyncExternalStore } from 'react'

let round = 0
const listeners = new Set<() => void>()

/** Lets pictures that could not be shown try again: something has arrived that may hold them. */
export function retryMedia(): void {
  round += 1
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Counts the reasons to try again. */
export function useMediaRound(): number {
  return useSyncExternalStore(subscribe, () => round)
}
