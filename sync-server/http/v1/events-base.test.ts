import { expect, test } from 'vitest'
import { AccessChanges } from '#server/auth/access-changes.ts'
import { MACHINE, type Identity } from '#server/auth/identity.ts'
import { EventHub } from '#server/services/event-hub.ts'
import { createApi } from '../api.ts'
import { eventRoutes } from './events-base.ts'

test('a stream ends with a session or link that ends by itself, of which nobody is told', async () => {
  let holds = true
  const guest: Identity = { ...MACHINE, kind: 'share-link', studio: 'guest', renew: async () => (holds ? guest : null) }
  const app = createApi()
  app.use(async (c, next) => {
    c.set('identity', guest)
    await next()
  })
  const services = { events: new EventHub(() => 0), people: { changes: new AccessChanges() }, heartbeatMs: 2 }
  app.route('/', eventRoutes({ ...services, stopping: new AbortController().signal }))
  const { body } = await app.request('/events')
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  for (let read = 0; read < 10; read += 1) expect((await reader.read()).done).toBe(false)
  holds = false
  while (!(await reader.read()).done);
})
