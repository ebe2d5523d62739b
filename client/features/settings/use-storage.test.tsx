import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { addTake } from '#shared/commands/take-commands.ts'
import { must } from '#shared/util/assert.ts'
import { ServicesProvider } from '#client/session/services-context.tsx'
import { aFilm } from '#client/testing/a-film.ts'
import { createTestServices } from '#client/testing/test-services.ts'
import { useStorageFacts } from './use-storage.ts'

afterEach(cleanup)

const SHA = 'a'.repeat(64)

test('a take that no clip uses may leave as soon as the server has it, while the page is open', async () => {
  const server = { has: false }
  const { services, outbox } = await createTestServices({
    fetch: async (input) =>
      String(input).endsWith('/media/missing')
        ? Response.json({ sha256: server.has ? [] : [SHA] })
        : new Response('{}', { status: 503 }),
  })
  const { session, clipIds } = await aFilm(services)
  const clipId = must(clipIds[0], 'a clip')
  const file = { kind: 'image', media: SHA, mime: 'image/png', bytes: 10, width: 1, height: 1, frames: 1 } as const
  const made = { frameRate: null, recipe: null, source: 'imported', model: null, createdAt: 1, createdBy: '' } as const
  session.run(addTake, { take: { id: services.clock.newId(), clipId, ...file, ...made }, pick: 'never' })
  await services.media.store(SHA, new Blob(['0123456789'], { type: file.mime }))
  await outbox.addUpload(session.projectId, { sha256: SHA, mime: file.mime, bytes: 10 })

  const { result } = renderHook(useStorageFacts, {
    wrapper: ({ children }) => <ServicesProvider services={services}>{children}</ServicesProvider>,
  })
  await vi.waitFor(() => expect(result.current.survey?.own).toBe(10))
  expect(result.current.survey?.unused.hashes).toEqual([])
  server.has = true
  await outbox.flush()
  await vi.waitFor(() => expect(result.current.survey?.unused).toEqual({ hashes: [SHA], bytes: 10 }))
  await session.close()
})
