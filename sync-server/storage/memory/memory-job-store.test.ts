import { describeJobStore } from '../job-store.contract.ts'
import { memoryJobStore } from './memory-job-store.ts'

describeJobStore('memory', async () => ({ store: memoryJobStore(), close: async () => {} }))
