import pg from 'pg'
import { expect, test } from 'vitest'
import { cleanUpAfterEach, peer, ROOM, server, synced } from '#server/testing/relay-fixture.ts'
import { describeWithPostgres } from '#server/testing/services/with-services.ts'
import { until } from '#server/testing/until.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'

cleanUpAfterEach()

describeWithPostgres('a database in trouble', () => {
  test('[M7] an append that was kept though its answer got lost is found in the log: in the end everybody has it once', async () => {
    let losing = false
    const logs: DocumentLog[] = []
    const at = await server({
      documentLog: (log) => {
        logs.push(log)
        const append: DocumentLog['append'] = async (entries) => {
          const seqs = await log.append(entries)
          if (losing && entries.length > 0) throw new Error('Connection terminated unexpectedly')
          return seqs
        }
        return { ...log, append }
      },
    })
    const [ada, ben] = [peer(at), peer(at)]
    await synced(ada, ben)
    losing = true
    ada.doc.getText('prompt').insert(0, 'sunrise')
    await until(() => expect(ada.closeCodes).toEqual([1013]))
    losing = false
    ben.doc.getMap('meta').set('name', 'Kept')
    await until(() => expect(ben.isSaved()).toBe(true))
    const cleo = peer(at)
    await synced(cleo)
    for (const { doc } of [ada, ben, cleo]) {
      await until(() => expect(doc.getText('prompt').toString()).toBe('sunrise'))
      await until(() => expect(doc.getMap('meta').get('name')).toBe('Kept'))
    }
    const numbers = (await logs[0]?.load(ROOM))?.tail.map(({ seq }) => seq)
    expect(numbers).toEqual(numbers?.map((_, index) => index + 1))
  })

  test('[M7] connections that break while people write lose nothing, and need nobody to do anything', async () => {
    const at = await server()
    const client = new pg.Client(at.services.config.databaseUrl ?? '')
    await client.connect()
    const writers = [peer(at), peer(at)]
    await synced(...writers)
    for (let round = 0; round < 4; round += 1) {
      for (const { doc } of writers) for (let edit = 0; edit < 25; edit += 1) doc.getArray('log').push([round])
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      await until(() => expect(writers.every(({ provider }) => provider.wsconnected)).toBe(true))
    }
    await client.end()
    expect(at.logLines.map(({ msg }) => msg)).toContain('a connection to the database broke; it is made anew')
    for (const { doc } of writers) await until(() => expect(doc.getArray('log').length).toBe(200))
    const late = peer(at)
    await synced(late)
    await until(() => expect(late.doc.getArray('log').toJSON()).toEqual(writers[0]?.doc.getArray('log').toJSON()))
  })
})
