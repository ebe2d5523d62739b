import { describe, expect, test, vi } from 'vitest'
import { addCharacter } from '#shared/commands/character-commands.ts'
import { renameClip } from '#shared/commands/clip-commands.ts'
import { starTakes } from '#shared/commands/review-commands.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'
import { aFilm } from '../testing/a-film.ts'
import { fakeRelay } from '../testing/fake-relay.ts'
import { createTestServices } from '../testing/test-services.ts'
import { NOBODY, somebody } from '../testing/who-am-i.ts'
import { Access } from './access.ts'

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'

/** Services over a server that says of who asks what `server.who` is. */
async function withServer(who: WhoAmI) {
  const server: { who: WhoAmI } = { who }
  const relay = fakeRelay()
  const parts = await createTestServices({
    relay,
    fetch: async (input, init) => {
      if (!String(input).endsWith('/session')) return new Response('{}', { status: 503 })
      if (init?.method === 'DELETE') {
        server.who = NOBODY
        return new Response(null, { status: 204 })
      }
      return Response.json(server.who)
    },
  })
  return { ...parts, server, access: parts.services.access }
}

describe('who is here', () => {
  test('is owner of everything where nobody signs in, and before the server has answered', async () => {
    const { access, server } = await withServer({ ...NOBODY, accounts: 'off', signed_in: true, kind: 'machine' })
    expect(access.roleIn(FILM)).toBe('owner')
    await access.refresh()
    expect([access.roleIn(FILM), access.needsSignIn]).toEqual(['owner', false])
    server.who = NOBODY
    await access.refresh()
    expect([access.roleIn(FILM), access.needsSignIn]).toEqual([null, true])
  })

  test('keeps their roles on this device when the session ends, and after a restart without a network', async () => {
    const { access, services } = await withServer(somebody({ [FILM]: 'viewer' }))
    const identity = vi.fn()
    access.onIdentity(identity)
    await access.refresh()
    await access.refresh()
    expect(identity).toHaveBeenCalledTimes(1)
    await access.signOut()
    expect(identity).toHaveBeenCalledTimes(2)
    expect([access.needsSignIn, access.roleIn(FILM)]).toEqual([true, 'viewer'])
    const channel = { postMessage: () => undefined, addEventListener: () => undefined }
    const later = await Access.open({ settings: services.settings, api: services.api, channel })
    expect([later.needsSignIn, later.roleIn(FILM)]).toEqual([true, 'viewer'])
  })

  test('hears from other tabs that they changed it', async () => {
    const { services, server } = await withServer(NOBODY)
    const listeners: ((event: Event) => void)[] = []
    const channel = {
      postMessage: () => undefined,
      addEventListener: (_: string, listener: EventListenerOrEventListenerObject | null) => {
        if (typeof listener === 'function') listeners.push(listener)
      },
    }
    const other = await Access.open({ settings: services.settings, api: services.api, channel })
    server.who = somebody({})
    for (const listener of listeners) listener(new MessageEvent('message', { data: 'changed' }))
    await vi.waitFor(() => expect(other.get().who?.signed_in).toBe(true))
  })
})

describe('what a role lets people do', () => {
  test('a viewer changes nothing, open or not, and the film says why; with another role they do', async () => {
    const { services, access, relay, server } = await withServer(somebody({}))
    const { session, clipIds } = await aFilm(services)
    const id = session.projectId
    const rename = (): void => session.run(renameClip, { id: clipIds[0]!, name: 'Dawn' })
    await session.flush()
    server.who = somebody({ [id]: 'viewer' })
    relay.allowWriting(false)
    relay.drop()
    relay.restore()
    await access.refresh()
    expect(session.whyNotChange.get()).toContain('You are a viewer here')
    expect(session.saveState.get()).toMatchObject({ kind: 'read-only', label: 'Read-only' })
    expect(rename).toThrow('You are a viewer here')
    expect(() => session.undo()).toThrow('You are a viewer here')
    expect(() => session.run(starTakes, { takeIds: [FILM], on: true })).toThrow('You are a viewer here')
    await expect(services.projects.archive(id, true)).rejects.toThrow('You are a viewer here')
    expect(session.projectSync.stored.pending.get().count).toBe(0)

    server.who = somebody({ [id]: 'editor' })
    relay.allowWriting(true)
    relay.drop()
    relay.restore()
    await access.refresh()
    expect(session.whyNotChange.get()).toBeNull()
    rename()
    expect(session.records.get().clips.get(clipIds[0]!)?.name).toBe('Dawn')
    await session.close()
  })

  test('a reviewer marks takes and changes nothing else, also without a network', async () => {
    const { services, access, relay, server } = await withServer(somebody({}))
    const { session, clipIds } = await aFilm(services)
    relay.drop()
    server.who = somebody({ [session.projectId]: 'reviewer' })
    await access.refresh()
    await session.close()
    const again = await services.projects.open(session.projectId)
    expect(() => again.run(renameClip, { id: clipIds[0]!, name: 'Dawn' })).toThrow('You are a reviewer here')
    again.run(starTakes, { takeIds: [FILM], on: true })
    expect(again.marks.get().stars.has(FILM)).toBe(true)
    await again.close()
  })

  test('a guest of the studio looks at its library, and makes films that stay on their device', async () => {
    const { services, access, relay } = await withServer(somebody({}, { studio: 'guest' }))
    const { session, clipIds } = await aFilm(services)
    await access.refresh()
    relay.refuse(CloseCode.notAllowed)
    session.run(renameClip, { id: clipIds[0]!, name: 'Dawn' })
    expect(session.saveState.get().details[0]?.text).toContain('The server takes no new films from guests')
    await services.library.open()
    expect(() => services.library.run(addCharacter, { name: 'Hero' })).toThrow('You are a guest of this studio')
    expect(() => services.library.undo()).toThrow('You are a guest of this studio')
    await session.close()
  })

  test('whoever was removed is told so, and comes back by themselves with a new role', async () => {
    const { services, access, relay, server } = await withServer(somebody({}))
    const { session } = await aFilm(services)
    server.who = somebody({ [session.projectId]: 'editor' })
    await access.refresh()
    server.who = somebody({})
    relay.refuse(CloseCode.notAllowed)
    await vi.waitFor(() => expect(access.roleIn(session.projectId)).toBeNull())
    expect(session.whyNotChange.get()).toContain('You have no role in this film')
    expect(session.saveState.get().details[0]?.text).toContain('You have no role in this film')
    server.who = somebody({ [session.projectId]: 'editor' })
    await access.refresh()
    expect(session.projectSync.relay.state.get().phase).toBe('synced')
    expect(session.whyNotChange.get()).toBeNull()
    await session.close()
  })
})
