import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createTestDatabase, describeWithPostgres } from '#server/testing/services/with-services.ts'
import { must } from '#shared/util/assert.ts'
import { describeAnswerStore } from '../answer-store.contract.ts'
import { describeBatchStore } from '../batch-store.contract.ts'
import { describeCatalog } from '../catalog.contract.ts'
import { describeDocumentLog } from '../document-log.contract.ts'
import { describeHostStore } from '../host-store.contract.ts'
import { describeLeaseStore } from '../lease-store.contract.ts'
import { describeJobStore } from '../job-store.contract.ts'
import { describeMediaIndex } from '../media-index.contract.ts'
import { describeSecretStore } from '../secret-store.contract.ts'
import { describeQueueSwitchStore } from '../queue-switch-store.contract.ts'
import { describePullWorkerStore } from '../pull-worker-store.contract.ts'
import { describeSharedDocumentLog } from '../shared-document-log.contract.ts'
import type { Storage } from '../storage.ts'
import { describeWaysIn } from '../ways-in.contract.ts'
import { describeVersionStore } from '../version-store.contract.ts'
import { openPostgresStorage } from './postgres-storage.ts'

describeWithPostgres('storage', () => {
  /** As two processes have it open. */
  let one: Storage
  let two: Storage
  let client: pg.Client
  beforeAll(async () => {
    const url = await createTestDatabase()
    const fail = (error: Error): never => {
      throw error
    }
    ;[one, two] = await Promise.all([openPostgresStorage(url, fail), openPostgresStorage(url, fail)])
    client = new pg.Client(url)
    await client.connect()
  })
  afterAll(() => Promise.all([one.close(), two.close(), client.end()]))
  const empty = async (): Promise<void> => {
    await client.query(
      'TRUNCATE document_rooms, document_updates, document_snapshots, projects, entities, media, jobs, hosts, ' +
        'versions, version_states, batches, pull_workers, queue_switch, request_answers, leases, secrets, access_tokens, share_links, passkeys, outside_identities, ceremonies',
    )
  }
  const close = async (): Promise<void> => {}

  describeDocumentLog('postgres', async () => {
    await empty()
    return { log: one.documentLog, close }
  })
  describeSharedDocumentLog('postgres', async () => {
    await empty()
    return { one: one.documentLog, two: two.documentLog, close }
  })
  describeCatalog('postgres', async () => {
    await empty()
    return { catalog: one.catalog, close }
  })
  describeHostStore('postgres', async () => {
    await empty()
    return { store: one.hosts, close }
  })
  describeJobStore('postgres', async () => {
    await empty()
    return { store: one.jobs, close }
  })
  describeMediaIndex('postgres', async () => {
    await empty()
    return { index: one.mediaIndex, close }
  })
  describeSecretStore('postgres', async () => {
    await empty()
    return { store: one.secrets, close }
  })
  describeBatchStore('postgres', async () => {
    await empty()
    return { store: one.batches, close }
  })
  describeQueueSwitchStore('postgres', async () => {
    await empty()
    return { store: one.queueSwitch, close }
  })
  describePullWorkerStore('postgres', async () => {
    await empty()
    return { store: one.pullWorkers, close }
  })
  describeAnswerStore('postgres', async () => {
    await empty()
    return { store: one.answers, close }
  })
  describeWaysIn('postgres', async () => {
    await empty()
    return { passes: one.passes, credentials: one.credentials, close }
  })
  describeLeaseStore('postgres', async () => {
    await empty()
    return { store: must(one.leases, 'leases of a shared storage'), close }
  })
  describeVersionStore('postgres', async () => {
    await empty()
    return { store: one.versions, close }
  })
})
