import { expect, test } from 'vitest'
import { cleanUpAfterEach, peer, ROOM, server, synced } from '#server/testing/relay-fixture.ts'
import { describeWithPostgres } from '#server/testing/services/with-services.ts'
import { until } from '#server/testing/until.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'

cleanUpAfterEach()

describeWithPostgres('an append that was kept though its answer got lost', () => {
  test('[M7] sends its writer away, who comes back; it is found in the log, and in the end everybody has it once', async () => {
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
})
