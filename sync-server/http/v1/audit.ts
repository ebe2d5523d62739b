import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { AuditLog } from '#server/storage/audit-log.ts'
import { EntityId } from '#shared/model/ids.ts'
import { AuditEntryBody, AuditKind } from '#shared/protocol/accounts.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { auditToBody } from './account-bodies.ts'
import { jsonAnswer } from './answers.ts'

/** What the route of the audit log uses. */
export interface AuditRouteServices {
  readonly auditLog: AuditLog
}

/** Entries where no number was asked for. */
const USUAL_PAGE = 100

const list = createRoute({
  method: 'get',
  path: '/audit',
  tags: ['audit'],
  summary: 'List what was done on this server, newest first',
  description: 'For administrators: sign-ins, changes of roles, deletions, exports and secrets, a page at a time.',
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(USUAL_PAGE),
      cursor: z.string().max(100).optional().meta({ description: 'The `next_cursor` of the page before' }),
      kind: AuditKind.optional(),
      actor_id: EntityId.optional(),
      project_id: EntityId.optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      z.object({ items: z.array(AuditEntryBody), next_cursor: z.string().nullable() }).meta({ id: 'AuditPage' }),
      'A page of the audit log',
    ),
    422: problemAnswer('The query is wrong'),
  },
})

/** `GET /audit`. */
export function auditRoutes({ auditLog }: AuditRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  app.openapi(list, async (c) => {
    const { limit, cursor, kind, actor_id: actorId, project_id: projectId } = c.req.valid('query')
    const records = await auditLog.list({
      // One more than asked for tells whether there is another page.
      limit: limit + 1,
      ...(cursor !== undefined && { before: cursor }),
      ...(kind !== undefined && { kind }),
      ...(actorId !== undefined && { actorId }),
      ...(projectId !== undefined && { projectId }),
    })
    const items = records.slice(0, limit).map(auditToBody)
    return c.json({ items, next_cursor: records.length > limit ? (items.at(-1)?.id ?? null) : null }, 200)
  })
  return app
}
