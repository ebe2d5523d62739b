import { describeAuditLog } from '../audit-log.contract.ts'
import { memoryAuditLog } from './memory-audit-log.ts'

describeAuditLog('memory', async () => ({ log: memoryAuditLog(), close: async () => {} }))
