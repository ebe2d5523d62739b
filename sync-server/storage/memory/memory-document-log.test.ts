import { describeDocumentLog } from '../document-log.contract.ts'
import { describeSharedDocumentLog } from '../shared-document-log.contract.ts'
import { memoryDocumentLog } from './memory-document-log.ts'

describeDocumentLog('memory', async () => ({ log: memoryDocumentLog(), close: async () => {} }))

describeSharedDocumentLog('memory', async () => {
  const log = memoryDocumentLog()
  return { one: log, two: log, close: async () => {} }
})
