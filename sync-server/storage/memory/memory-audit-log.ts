import type { AuditLog, AuditRecord } from '../audit-log.ts'

/** Keeps the audit log in memory: gone with the process. */
export function memoryAuditLog(): AuditLog {
  let records: readonly AuditRecord[] = []
  return {
    async append(record) {
      records = [...records, record]
    },
    async list({ limit, before, kind, actorId, projectId }) {
      return records
        .filter((record) => before === undefined || record.id < before)
        .filter((record) => kind === undefined || record.kind === kind)
        .filter((record) => actorId === undefined || record.actorId === actorId)
        .filter((record) => projectId === undefined || record.projectId === projectId)
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit)
    },
    async forgetBefore(at) {
      records = records.filter((record) => record.at >= at)
    },
  }
}
