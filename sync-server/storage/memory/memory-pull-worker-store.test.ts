import { describePullWorkerStore } from '../pull-worker-store.contract.ts'
import { memoryPullWorkerStore } from './memory-pull-worker-store.ts'

describePullWorkerStore('memory', async () => ({ store: memoryPullWorkerStore(), close: async () => {} }))
