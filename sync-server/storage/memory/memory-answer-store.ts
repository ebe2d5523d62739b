import type { AnswerStore, KeyedRequest, StoredAnswer } from '../answer-store.ts'

interface Entry {
  readonly fingerprint: string
  readonly answer: StoredAnswer | null
  readonly until: number
  readonly began: number
}

/** Keeps answers in memory: gone with the process. */
export function memoryAnswerStore(): AnswerStore {
  const entries = new Map<string, Entry>()
  const placeOf = ({ scope, key }: KeyedRequest): string => JSON.stringify([scope, key])
  return {
    async claim(request, now, busyUntil) {
      const known = entries.get(placeOf(request))
      if (known && known.until > now) {
        const { fingerprint, answer } = known
        return answer ? { kind: 'answered', fingerprint, answer } : { kind: 'busy', fingerprint }
      }
      const { fingerprint } = request
      const isTakenUp = known?.answer === null && known.fingerprint === fingerprint
      const began = isTakenUp ? known.began : now
      entries.set(placeOf(request), { fingerprint, answer: null, until: busyUntil, began })
      return { kind: 'claimed', began }
    },
    async renew(request, busyUntil) {
      const known = entries.get(placeOf(request))
      if (known && known.answer === null) entries.set(placeOf(request), { ...known, until: busyUntil })
    },
    async answer(request, answer, expiresAt) {
      const began = entries.get(placeOf(request))?.began ?? 0
      entries.set(placeOf(request), { fingerprint: request.fingerprint, answer, until: expiresAt, began })
    },
    async release(request) {
      if (entries.get(placeOf(request))?.answer === null) entries.delete(placeOf(request))
    },
    async forget(now, begunBefore) {
      for (const [place, { until, answer, began }] of entries) {
        if (until <= now && (answer !== null || began <= begunBefore)) entries.delete(place)
      }
    },
  }
}
