import { describeSecretStore } from '../secret-store.contract.ts'
import { memorySecretStore } from './memory-secret-store.ts'

describeSecretStore('memory', async () => ({ store: memorySecretStore(), close: async () => {} }))
