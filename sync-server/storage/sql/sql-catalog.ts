import { Project } from '#shared/model/project.ts'
import type { Catalog, CatalogProject, EntityPlace } from '../catalog.ts'
import type { EntityRow, ProjectRow } from './schema.ts'
import type { Database } from './database.ts'

/** SQLite takes 32,766 values in one statement, Postgres 65,535; three of them make a row. */
const ROWS_PER_STATEMENT = 1000
const IDS_PER_STATEMENT = 10_000

/** The catalogue in a database. */
export function sqlCatalog(db: Database): Catalog {
  return {
    async ensure(projectId, at) {
      const result = await db
        .insertInto('projects')
        .values({
          id: projectId,
          name: '',
          created_at: at,
          updated_at: at,
          archived_at: null,
          deleted_at: null,
          record: null,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      return Number(result.numInsertedOrUpdatedRows) > 0
    },

    async put(project) {
      const row = toRow(project)
      await db
        .insertInto('projects')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },

    async touch(projectIds, at) {
      await db.transaction().execute(async (tx) => {
        for (let start = 0; start < projectIds.length; start += IDS_PER_STATEMENT) {
          await tx
            .updateTable('projects')
            .set({ updated_at: at })
            .where('id', 'in', projectIds.slice(start, start + IDS_PER_STATEMENT))
            .where('updated_at', '<', at)
            .execute()
        }
      })
    },

    async get(projectId) {
      const row = await db.selectFrom('projects').selectAll().where('id', '=', projectId).executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async list() {
      const rows = await db.selectFrom('projects').selectAll().orderBy('updated_at', 'desc').orderBy('id').execute()
      return rows.map(fromRow)
    },

    async remove(projectId) {
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('projects').where('id', '=', projectId).execute()
        await tx.deleteFrom('entities').where('project_id', '=', projectId).execute()
      })
    },

    async indexEntities(places) {
      const rows = toEntityRows(places)
      await db.transaction().execute(async (tx) => {
        for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
          await tx
            .insertInto('entities')
            .values(rows.slice(start, start + ROWS_PER_STATEMENT))
            .onConflict((conflict) =>
              conflict
                .column('entity_id')
                .doUpdateSet((eb) => ({ kind: eb.ref('excluded.kind') }))
                .whereRef('entities.project_id', '=', 'excluded.project_id'),
            )
            .execute()
        }
      })
    },

    async findEntity(entityId) {
      const row = await db.selectFrom('entities').selectAll().where('entity_id', '=', entityId).executeTakeFirst()
      return row ? { entityId: row.entity_id, projectId: row.project_id, kind: row.kind } : null
    },
  }
}

/**
 * Each entity once, since Postgres refuses a statement that writes a row twice, and in one order, so that two processes
 * that write the same ones never wait for each other.
 */
function toEntityRows(places: readonly EntityPlace[]): EntityRow[] {
  const first = new Map(places.toReversed().map((place) => [place.entityId, place]))
  return [...first.values()]
    .map(({ entityId, projectId, kind }) => ({ entity_id: entityId, project_id: projectId, kind }))
    .sort((a, b) => (a.entity_id < b.entity_id ? -1 : 1))
}

function toRow(project: CatalogProject): ProjectRow {
  return {
    id: project.id,
    name: project.name,
    created_at: project.createdAt,
    updated_at: project.updatedAt,
    archived_at: project.archivedAt,
    deleted_at: project.deletedAt,
    record: project.record && JSON.stringify(project.record),
  }
}

function fromRow(row: ProjectRow): CatalogProject {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    deletedAt: row.deleted_at,
    record: readRecord(row.record),
  }
}

/** A record that an older version wrote may lack what this one knows: it is then read from the document again. */
function readRecord(json: string | null): Project | null {
  return json === null ? null : (Project.safeParse(JSON.parse(json)).data ?? null)
}
