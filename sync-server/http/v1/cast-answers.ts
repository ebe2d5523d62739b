import { z } from '@hono/zod-openapi'
import { EntityId } from '#shared/model/ids.ts'
import { problemAnswer } from '../api.ts'
import { PageQuery } from './answers.ts'

/** Where to look for one by its id. Without a film the library comes first, then the film that it was made in. */
export const HomeQuery = z.object({
  project_id: EntityId.optional().meta({ description: 'The film whose own copy is meant' }),
})

/** Which ones to list. */
export const CastListQuery = PageQuery.extend({
  project_id: EntityId.optional().meta({ description: 'Those of this film; absent: those of the studio’s library' }),
})

/** The refusals that a request for one of them can meet. */
export function missingOne(called: string) {
  return {
    404: problemAnswer(`There is no such ${called}`),
    410: problemAnswer('It is in the trash'),
    422: problemAnswer('An id, the query or the body is wrong'),
  }
}

/** The refusals that making one can meet. */
export function refusedNew(called: string) {
  return {
    404: problemAnswer('There is no such project'),
    409: problemAnswer(`There is a ${called} with this id already`),
    422: problemAnswer('The body is wrong'),
  }
}
