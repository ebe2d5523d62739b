import { describeAccountStore } from '../account-store.contract.ts'
import { describeMediaUse } from '../media-use.contract.ts'
import { describeMemberStore } from '../member-store.contract.ts'
import { memoryAccess } from './memory-access.ts'
import { memoryCatalog } from './memory-catalog.ts'

const close = async (): Promise<void> => {}

describeAccountStore('memory', async () => ({ store: memoryAccess(memoryCatalog()).accounts, close }))
describeMemberStore('memory', async () => {
  const catalog = memoryCatalog()
  const { members, accounts } = memoryAccess(catalog)
  return { store: members, accounts, catalog, close }
})
describeMediaUse('memory', async () => {
  const { mediaUse, members } = memoryAccess(memoryCatalog())
  return { use: mediaUse, members, close }
})
