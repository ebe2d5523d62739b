import { describeDocumentLog } from '../document-log.contract.ts'
import { memoryDocumentLog } from './memory-document-log.ts'

describeDocumentLog('memory', async () => ({ log: memoryDocumentLog(), close: async () => {} }))
