import { describeBatchStore } from '../batch-store.contract.ts'
import { memoryBatchStore } from './memory-batch-store.ts'

describeBatchStore('memory', async () => ({ store: memoryBatchStore(), close: async () => {} }))
