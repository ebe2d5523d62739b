import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createTestDatabase, describeWithPostgres } from '#server/testing/services/with-services.ts'
import { describeAccountStore } from '../account-store.contract.ts'
import { describeAuditLog } from '../audit-log.contract.ts'
import { describeMediaUse } from '../media-use.contract.ts'
import { describeMemberStore } from '../member-store.contract.ts'
import type { Storage } from '../storage.ts'
import { openPostgresStorage } from './postgres-storage.ts'

describeWithPostgres('access', () => {
  let storage: Storage
  let client: pg.Client
  beforeAll(async () => {
    const url = await createTestDatabase()
    storage = await openPostgresStorage(url, (error) => {
      throw error
    })
    client = new pg.Client(url)
    await client.connect()
  })
  afterAll(() => Promise.all([storage.close(), client.end()]))
  const empty = async (): Promise<void> => {
    await client.query(
      'TRUNCATE accounts, sessions, one_time_codes, film_members, invitations, audit_log, film_media, media_uploads, projects',
    )
  }
  const close = async (): Promise<void> => {}

  describeAccountStore('postgres', async () => {
    await empty()
    return { store: storage.accounts, close }
  })
  describeMemberStore('postgres', async () => {
    await empty()
    return { store: storage.members, accounts: storage.accounts, catalog: storage.catalog, close }
  })
  describeMediaUse('postgres', async () => {
    await empty()
    return { use: storage.mediaUse, members: storage.members, close }
  })
  describeAuditLog('postgres', async () => {
    await empty()
    return { log: storage.audit, close }
  })
})
