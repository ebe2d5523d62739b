import { describeAccountStore } from '../account-store.contract.ts'
import { describeAuditLog } from '../audit-log.contract.ts'
import { describeMediaUse } from '../media-use.contract.ts'
import { describeMemberStore } from '../member-store.contract.ts'
import { sqlAccountStore } from '../sql/sql-account-store.ts'
import { sqlAuditLog } from '../sql/sql-audit-log.ts'
import { sqlCatalog } from '../sql/sql-catalog.ts'
import { sqlMediaUse } from '../sql/sql-media-use.ts'
import { sqlMemberStore } from '../sql/sql-member-store.ts'
import { openDatabaseFile } from './sqlite-database.ts'

describeAccountStore('sqlite', async () => {
  const { db } = await openDatabaseFile(':memory:')
  return { store: sqlAccountStore(db), close: () => db.destroy() }
})
describeMemberStore('sqlite', async () => {
  const { db } = await openDatabaseFile(':memory:')
  return {
    store: sqlMemberStore(db),
    accounts: sqlAccountStore(db),
    catalog: sqlCatalog(db),
    close: () => db.destroy(),
  }
})
describeMediaUse('sqlite', async () => {
  const { db } = await openDatabaseFile(':memory:')
  return { use: sqlMediaUse(db), members: sqlMemberStore(db), close: () => db.destroy() }
})
describeAuditLog('sqlite', async () => {
  const { db } = await openDatabaseFile(':memory:')
  return { log: sqlAuditLog(db), close: () => db.destroy() }
})
