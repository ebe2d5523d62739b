import { describeQueueSwitchStore } from '../queue-switch-store.contract.ts'
import { memoryQueueSwitchStore } from './memory-queue-switch-store.ts'

describeQueueSwitchStore('memory', async () => ({ store: memoryQueueSwitchStore(), close: async () => {} }))
