import { describeVersionStore } from '../version-store.contract.ts'
import { memoryVersionStore } from './memory-version-store.ts'

describeVersionStore('memory', async () => ({ store: memoryVersionStore(), close: async () => {} }))
