import { describeLeaseStore } from '../lease-store.contract.ts'
import { memoryLeaseStore } from './memory-lease-store.ts'

describeLeaseStore('memory', async () => ({ store: memoryLeaseStore(), close: async () => {} }))
