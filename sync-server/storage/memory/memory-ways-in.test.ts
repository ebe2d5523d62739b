import { describeWaysIn } from '../ways-in.contract.ts'
import { memoryCredentialStore } from './memory-credential-store.ts'
import { memoryPassStore } from './memory-pass-store.ts'

describeWaysIn('memory', async () => ({
  passes: memoryPassStore(),
  credentials: memoryCredentialStore(),
  close: async () => {},
}))
