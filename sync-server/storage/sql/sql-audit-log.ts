import type { AuditLog, AuditRecord } from '../audit-log.ts'
import type { Database } from './database.ts'
import type { AuditRow } from './schema.ts'
import { storableText } from './storable-text.ts'

/** The audit log in a database. */
export function sqlAuditLog(db: Database): AuditLog {
  return {
    async append({ actorId, projectId, actor, subject, detail, ...rest }) {
      const row: AuditRow = {
        ...rest,
        actor_id: actorId,
        project_id: projectId,
        actor: storableText(actor),
        subject: storableText(subject),
        detail: storableText(detail),
      }
      await db.insertInto('audit_log').values(row).execute()
    },

    async list({ limit, before, kind, actorId, projectId }) {
      let query = db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(limit)
      if (before !== undefined) query = query.where('id', '<', before)
      if (kind !== undefined) query = query.where('kind', '=', kind)
      if (actorId !== undefined) query = query.where('actor_id', '=', actorId)
      if (projectId !== undefined) query = query.where('project_id', '=', projectId)
      return (await query.execute()).map(fromRow)
    },

    async forgetBefore(at) {
      await db.deleteFrom('audit_log').where('at', '<', at).execute()
    },
  }
}

function fromRow({ actor_id, project_id, ...rest }: AuditRow): AuditRecord {
  return { ...rest, actorId: actor_id, projectId: project_id }
}
