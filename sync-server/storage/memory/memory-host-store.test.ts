import { describeHostStore } from '../host-store.contract.ts'
import { memoryHostStore } from './memory-host-store.ts'

describeHostStore('memory', async () => ({ store: memoryHostStore(), close: async () => {} }))
