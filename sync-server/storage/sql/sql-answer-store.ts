import { sql } from 'kysely'
import type { AnswerStore, KeyedRequest, StoredAnswer } from '../answer-store.ts'
import type { Database } from './database.ts'

/** Answers to repeated requests in a database. Many processes may claim: the primary key decides. */
export function sqlAnswerStore(db: Database): AnswerStore {
  const write = (request: KeyedRequest, body: StoredAnswer | null, until: number): Promise<unknown> =>
    db
      .updateTable('request_answers')
      .set({ fingerprint: request.fingerprint, answer: body && JSON.stringify(body), until })
      .where('scope', '=', request.scope)
      .where('key', '=', request.key)
      .execute()
  return {
    async claim(request, now, busyUntil) {
      const { scope, key, fingerprint } = request
      const claimed = await db
        .insertInto('request_answers')
        .values({ scope, key, fingerprint, answer: null, until: busyUntil, began: now })
        .onConflict((conflict) =>
          conflict
            .columns(['scope', 'key'])
            .doUpdateSet({
              fingerprint,
              answer: null,
              until: busyUntil,
              began: sql<number>`CASE WHEN request_answers.answer IS NULL AND request_answers.fingerprint = ${fingerprint}
                THEN request_answers.began ELSE ${now} END`,
            })
            .where('request_answers.until', '<=', now),
        )
        .returning('began')
        .executeTakeFirst()
      if (claimed) return { kind: 'claimed', began: Number(claimed.began) }
      const row = await db
        .selectFrom('request_answers')
        .select(['fingerprint', 'answer'])
        .where('scope', '=', scope)
        .where('key', '=', key)
        .executeTakeFirst()
      // Given free in between: whoever asks again gets it.
      if (!row) return { kind: 'busy', fingerprint }
      return row.answer === null
        ? { kind: 'busy', fingerprint: row.fingerprint }
        : { kind: 'answered', fingerprint: row.fingerprint, answer: JSON.parse(row.answer) as StoredAnswer }
    },

    async renew({ scope, key }, busyUntil) {
      await db
        .updateTable('request_answers')
        .set({ until: busyUntil })
        .where('scope', '=', scope)
        .where('key', '=', key)
        .where('answer', 'is', null)
        .execute()
    },

    async answer(request, answer, expiresAt) {
      await write(request, answer, expiresAt)
    },

    async release({ scope, key }) {
      await db
        .deleteFrom('request_answers')
        .where('scope', '=', scope)
        .where('key', '=', key)
        .where('answer', 'is', null)
        .execute()
    },

    async forget(now, begunBefore) {
      await db
        .deleteFrom('request_answers')
        .where('until', '<=', now)
        .where((row) => row.or([row('answer', 'is not', null), row('began', '<=', begunBefore)]))
        .execute()
    },
  }
}
