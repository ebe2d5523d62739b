/** `npm run api-types`: writes the types of the typed client anew, from the document of a server of this source. */
import { writeFile } from 'node:fs/promises'
import { startTestServer } from '../start-test-server.ts'
import { fetchApiDocument } from './open-api.ts'
import { API_TYPES, typesOfApi } from './types-of-api.ts'

const server = await startTestServer()
try {
  await writeFile(API_TYPES, await typesOfApi(await fetchApiDocument(server.url)))
} finally {
  await server.stop()
}
