import type { AnswerStore, KeyedRequest, StoredAnswer } from '../answer-store.ts'

interface Entry {
  readonly fingerprint: string
  readonly answer: StoredAnswer | null
  readonly until: number
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
      entries.set(placeOf(request), { fingerprint: request.fingerprint, answer: null, until: busyUntil })
      return { kind: 'claimed' }
    },
    async renew(request, busyUntil) {
      const known = entries.get(placeOf(request))
      if (known && known.answer === null) entries.set(placeOf(request), { ...known, until: busyUntil })
    },
    async answer(request, answer, expiresAt) {
      entries.set(placeOf(request), { fingerprint: request.fingerprint, answer, until: expiresAt })
    },
    async release(request) {
      if (entries.get(placeOf(request))?.answer === null) entries.delete(placeOf(request))
    },
    async forget(now) {
      for (const [place, { until }] of entries) if (until <= now) entries.delete(place)
    },
  }
}
