import type { Catalog, CatalogProject, EntityPlace } from '../catalog.ts'

/** Keeps the catalogue in memory: gone with the process. */
export function memoryCatalog(): Catalog {
  const projects = new Map<string, CatalogProject>()
  const entities = new Map<string, EntityPlace>()
  return {
    async ensure(id, at) {
      if (projects.has(id)) return false
      projects.set(id, { id, name: '', createdAt: at, updatedAt: at, archivedAt: null, deletedAt: null, record: null })
      return true
    },
    async put(project) {
      projects.set(project.id, project)
    },
    async touch(projectIds, at) {
      for (const id of projectIds) {
        const project = projects.get(id)
        if (project && project.updatedAt < at) projects.set(id, { ...project, updatedAt: at })
      }
    },
    async get(projectId) {
      return projects.get(projectId) ?? null
    },
    async list() {
      return [...projects.values()].sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
    },
    async remove(projectId) {
      projects.delete(projectId)
      for (const place of entities.values()) if (place.projectId === projectId) entities.delete(place.entityId)
    },
    async indexEntities(places) {
      for (const place of places) {
        const known = entities.get(place.entityId)
        if (!known || known.projectId === place.projectId) entities.set(place.entityId, place)
      }
    },
    async findEntity(entityId) {
      return entities.get(entityId) ?? null
    },
  }
}
