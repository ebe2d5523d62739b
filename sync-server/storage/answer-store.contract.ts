import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AnswerStore, KeyedRequest, StoredAnswer } from './answer-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedAnswerStore {
  readonly store: AnswerStore
  close(): Promise<void>
}

const request: KeyedRequest = { scope: 'machine', key: 'one', fingerprint: 'a' }
const answer: StoredAnswer = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"id":"ä\\u0000"}' }

/** What every driver of the answer store promises. */
export function describeAnswerStore(name: string, open: () => Promise<OpenedAnswerStore>): void {
  describe(`answer store: ${name}`, () => {
    let opened: OpenedAnswerStore
    let store: AnswerStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('of many who claim a key at once one gets it', async () => {
      const claims = await Promise.all([1, 2, 3, 4].map(() => store.claim(request, 10, 20)))
      expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1)
      expect(await store.claim({ ...request, fingerprint: 'b' }, 10, 20)).toEqual({ kind: 'busy', fingerprint: 'a' })
    })

    test('an answer is told to whoever comes with its key, until it expires', async () => {
      await store.claim(request, 10, 20)
      await store.answer(request, answer, 100)
      expect(await store.claim(request, 99, 200)).toEqual({ kind: 'answered', fingerprint: 'a', answer })
      expect(await store.claim(request, 100, 200)).toEqual({ kind: 'claimed', began: 100 })
    })

    test('keys of different people never meet', async () => {
      await store.claim(request, 10, 20)
      expect(await store.claim({ ...request, scope: 'somebody else' }, 10, 20)).toMatchObject({ kind: 'claimed' })
    })

    test('a claim whose holder is gone ends by itself, unless it was renewed', async () => {
      await store.claim(request, 10, 20)
      await store.renew(request, 30)
      expect(await store.claim(request, 25, 40)).toMatchObject({ kind: 'busy' })
      expect(await store.claim(request, 30, 40)).toMatchObject({ kind: 'claimed' })
    })

    test('whoever takes up what came to no answer is told when it began; another request begins anew', async () => {
      expect(await store.claim(request, 10, 20)).toEqual({ kind: 'claimed', began: 10 })
      expect(await store.claim(request, 20, 30)).toEqual({ kind: 'claimed', began: 10 })
      await store.renew(request, 25)
      expect(await store.claim(request, 25, 30)).toEqual({ kind: 'claimed', began: 10 })
      expect(await store.claim({ ...request, fingerprint: 'b' }, 30, 40)).toEqual({ kind: 'claimed', began: 30 })
    })

    test('a key that was given free is free; an answer stays', async () => {
      await store.claim(request, 10, 20)
      await store.release(request)
      expect(await store.claim(request, 11, 20)).toEqual({ kind: 'claimed', began: 11 })
      await store.answer(request, answer, 100)
      await store.release(request)
      expect(await store.claim(request, 10, 20)).toMatchObject({ kind: 'answered' })
    })

    test('what has expired is forgotten, and nothing else', async () => {
      await store.claim(request, 10, 20)
      await store.answer(request, answer, 20)
      await store.claim({ ...request, key: 'two' }, 10, 30)
      await store.claim({ ...request, key: 'three' }, 10, 20)
      await store.claim({ ...request, key: 'four' }, 9, 20)
      await store.forget(20, 9)
      expect(await store.claim(request, 5, 20)).toEqual({ kind: 'claimed', began: 5 })
      expect(await store.claim({ ...request, key: 'two' }, 5, 20)).toMatchObject({ kind: 'busy' })
      // It may be taken up again, for as long as answers are kept.
      expect(await store.claim({ ...request, key: 'three' }, 21, 30)).toEqual({ kind: 'claimed', began: 10 })
      expect(await store.claim({ ...request, key: 'four' }, 21, 30)).toEqual({ kind: 'claimed', began: 21 })
    })
  })
}
