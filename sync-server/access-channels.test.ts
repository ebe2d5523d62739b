import { createHash, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { connectRaw, syncFrame, type RawPeer } from '#server/testing/raw-peer.ts'
import { startServerGroup } from '#server/testing/server-group.ts'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { until } from '#server/testing/until.ts'
import { CloseCode, MessageType } from '#shared/protocol/relay-messages.ts'

let studio: Studio
let owner: Person
let outsider: Person

beforeAll(async () => {
  studio = await openStudio()
  owner = await studio.person('owner')
  outsider = await studio.person('outsider')
})
afterAll(() => studio.stop())

const peers: SyncPeer[] = []
afterEach(() => peers.splice(0).forEach((peer) => peer.stop()))

function enter(person: Person, room: string): SyncPeer {
  const peer = connectPeer(studio.wsUrl, room, { cookie: person.cookie })
  peers.push(peer)
  return peer
}

async function newFilm(
  ...people: readonly (readonly [Person, 'owner' | 'editor' | 'reviewer' | 'viewer'])[]
): Promise<string> {
  const made = await owner.ask('POST', '/projects', { name: 'Harbour' })
  const { id } = (await made.json()) as { id: string }
  for (const [person, role] of people) await studio.give(id, person, role)
  return id
}

const wroteAuth = ({ frames }: RawPeer): boolean => frames.some((frame) => frame[0] === MessageType.auth)

describe('rooms', () => {
  test('[R7] nobody gets in without signing in, and without a role', async () => {
    const film = await newFilm()
    const stranger = await connectRaw(studio.wsUrl, `project/${film}`)
    expect(await stranger.closed).toBe(CloseCode.signIn)
    for (const room of ['project', 'review']) {
      const peer = await connectRaw(studio.wsUrl, `${room}/${film}`, '', outsider.cookie)
      expect(await peer.closed).toBe(CloseCode.notAllowed)
    }
    const forged = await connectRaw(studio.wsUrl, 'library', '', 'storycanvas_session=made-up')
    expect(await forged.closed).toBe(CloseCode.signIn)
  })

  test('[R6] a viewer is told at once that it may only look, and nothing that it sends is kept', async () => {
    const viewer = await studio.person('viewer')
    const film = await newFilm([viewer, 'viewer'])
    const peer = await connectRaw(studio.wsUrl, `project/${film}`, '', viewer.cookie)
    await until(() => expect(wroteAuth(peer)).toBe(true))
    const doc = new Y.Doc()
    doc.getMap('meta').set('name', 'Taken over')
    peer.send(syncFrame(2, Y.encodeStateAsUpdate(doc)))
    await until(() => expect(peer.frames.filter((frame) => frame[0] === MessageType.auth)).toHaveLength(2))
    expect(await (await owner.ask('GET', `/projects/${film}`)).json()).toMatchObject({ name: 'Harbour' })
    peer.socket.close()
  })

  test('[R6] a reviewer writes into the review, and not into the film', async () => {
    const reviewer = await studio.person('reviewer')
    const film = await newFilm([reviewer, 'reviewer'])
    const [review, project] = [enter(reviewer, `review/${film}`), enter(reviewer, `project/${film}`)]
    const watching = enter(owner, `review/${film}`)
    review.doc.getMap('comments').set('one', 'Lovely')
    project.doc.getMap('meta').set('name', 'Mine')
    await until(() => expect(watching.doc.getMap('comments').get('one')).toBe('Lovely'))
    await until(() => expect(project.denials.length).toBeGreaterThan(0))
    expect(review.denials).toEqual([])
    expect(await (await owner.ask('GET', `/projects/${film}`)).json()).toMatchObject({ name: 'Harbour' })
  })

  test('[R7] who is removed from a film leaves its rooms at once, and does not come back', async () => {
    const member = await studio.person('removed')
    const film = await newFilm([member, 'editor'])
    const rooms = [enter(member, `project/${film}`), enter(member, `review/${film}`)]
    const other = enter(owner, `project/${film}`)
    await until(() => expect(rooms.every(({ provider }) => provider.synced)).toBe(true))
    expect((await owner.ask('DELETE', `/projects/${film}/members/${member.id}`)).status).toBe(204)
    await until(() => expect(rooms.map(({ closeCodes }) => closeCodes)).toEqual([[4403], [4403]]))
    expect(rooms.some(({ provider }) => provider.shouldConnect)).toBe(false)
    expect(other.closeCodes).toEqual([])
  })

  test('[R7] who gets another role comes back with it', async () => {
    const member = await studio.person('promoted')
    const film = await newFilm([member, 'viewer'])
    const peer = enter(member, `project/${film}`)
    await until(() => expect(peer.provider.synced).toBe(true))
    await owner.ask('PUT', `/projects/${film}/members/${member.id}`, { role: 'editor' })
    await until(() => expect(peer.closeCodes).toEqual([CloseCode.roleChanged]))
    await until(() => expect(peer.provider.synced).toBe(true))
    peer.doc.getMap('meta').set('name', 'Edited')
    await until(() => expect(peer.isSaved()).toBe(true))
  })

  test('[R7] who is signed out, or disabled, leaves every room at once', async () => {
    const administrator = await studio.person('boss', 'administrator')
    const member = await studio.person('leaver')
    const film = await newFilm([member, 'editor'])
    const first = enter(member, `project/${film}`)
    await until(() => expect(first.provider.synced).toBe(true))
    await member.ask('DELETE', '/session')
    await until(() => expect(first.closeCodes).toEqual([CloseCode.signIn]))

    const guest = await studio.person('disabled')
    const library = enter(guest, 'library')
    await until(() => expect(library.provider.synced).toBe(true))
    await administrator.ask('PUT', `/accounts/${guest.id}`, { disabled: true })
    await until(() => expect(library.closeCodes).toEqual([CloseCode.signIn]))
  })

  test('[R8] who first writes into a film that nobody has made owns it; who only looked is sent away', async () => {
    const film = randomUUID()
    const curious = enter(outsider, `project/${film}`)
    await until(() => expect(curious.provider.synced).toBe(true))
    expect((await outsider.ask('GET', `/projects/${film}/members`)).status).toBe(404)

    const maker = enter(owner, `project/${film}`)
    maker.doc.getMap('meta').set('schemaVersion', 1)
    await until(() => expect(maker.isSaved()).toBe(true))
    await until(() => expect(curious.closeCodes).toEqual([CloseCode.notAllowed]))
    expect(await studio.services.people.films.roleOf({ id: owner.id, studio: 'member' }, film)).toBe('owner')
    const late = await connectRaw(studio.wsUrl, `review/${film}`, '', outsider.cookie)
    expect(await late.closed).toBe(CloseCode.notAllowed)
  })

  test('[R8] a guest makes no films', async () => {
    const guest = await studio.person('guest', 'guest')
    const peer = await connectRaw(studio.wsUrl, `project/${randomUUID()}`, '', guest.cookie)
    expect(await peer.closed).toBe(CloseCode.notAllowed)
  })
})

describe('events', () => {
  interface Listening {
    readonly types: string[]
    readonly text: () => string
    readonly ended: Promise<void>
    stop(): void
  }

  async function listen(person: Person, query = ''): Promise<Listening> {
    const abort = new AbortController()
    const response = await fetch(`${studio.url}/api/v1/events${query}`, {
      headers: { cookie: person.cookie },
      signal: abort.signal,
    })
    expect(response.status).toBe(200)
    const types: string[] = []
    let text = ''
    const read = async (): Promise<void> => {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk
        types.splice(0, types.length, ...[...text.matchAll(/^event: (.+)$/gm)].map(([, type]) => type!))
      }
    }
    const ended = read().catch(() => {})
    await until(() => expect(types).toContain('hello'))
    return { types, text: () => text, ended, stop: () => abort.abort() }
  }

  test('tell only of films in which one has a role, and end with it', async () => {
    const member = await studio.person('listener')
    const film = await newFilm([member, 'viewer'])
    const [inside, outside, ofFilm] = [
      await listen(member),
      await listen(outsider),
      await listen(member, `?project_id=${film}`),
    ]
    await owner.ask('POST', `/projects/${film}/versions`, { name: 'First cut' })
    await until(() => expect(inside.types).toContain('versions'))
    await owner.ask('POST', '/projects', { name: 'For all to hear that lists have changed' })
    await until(() => expect(outside.types).toContain('projects'))
    expect(outside.types).not.toContain('versions')
    expect(outside.text()).not.toContain(film)

    await owner.ask('DELETE', `/projects/${film}/members/${member.id}`)
    await ofFilm.ended
    expect((await member.ask('GET', `/events?project_id=${film}`)).status).toBe(404)
    await owner.ask('POST', `/projects/${film}/versions`, { name: 'Second cut' })
    await member.ask('DELETE', '/session')
    await inside.ended
    expect(inside.types.filter((type) => type === 'versions')).toHaveLength(1)
    outside.stop()
  })
})

describe('media', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const sha256 = createHash('sha256').update(PNG).digest('hex')
  const upload = (person: Person): Promise<Response> =>
    fetch(`${studio.url}/api/v1/media/${sha256}`, { method: 'PUT', headers: { cookie: person.cookie }, body: PNG })
  const get = async (person: Pick<Person, 'ask'>): Promise<number> =>
    (await person.ask('GET', `//media/${sha256}`)).status
  const useIn = (film: string): Promise<unknown> =>
    studio.services.films.edit(film, ({ doc }) => doc.meta.set('poster', { sha256 }))

  test('are read by who brought them, and by who has a role in a film that uses them, for as long', async () => {
    const member = await studio.person('media-viewer')
    const film = await newFilm([member, 'viewer'])
    expect((await upload(owner)).status).toBe(201)
    expect([await get(owner), await get(member), await get(outsider), await get(studio.stranger)]).toEqual([
      200, 404, 404, 401,
    ])
    await useIn(film)
    expect([await get(member), await get(outsider)]).toEqual([200, 404])
    const shown = await member.ask('GET', `//media/${sha256}`)
    expect(shown.headers.get('cache-control')).toBe('private, no-cache')
    await owner.ask('DELETE', `/projects/${film}/members/${member.id}`)
    expect(await get(member)).toBe(404)

    // The hash, which who was removed still knows, opens nothing: not in a film of their own, nor by an upload without it.
    const theirs = ((await (await member.ask('POST', '/projects', { name: 'Mine' })).json()) as { id: string }).id
    await useIn(theirs)
    expect(await get(member)).toBe(404)
    expect(await (await member.ask('POST', '/media/missing', { sha256: [sha256] })).json()).toEqual({
      sha256: [sha256],
    })
    const empty = await fetch(`${studio.url}/api/v1/media/${sha256}`, {
      method: 'PUT',
      headers: { cookie: member.cookie },
    })
    expect(empty.status).toBe(422)
    expect(await get(member)).toBe(404)
    // Who has the bytes has the file.
    expect((await upload(member)).status).toBe(201)
    expect(await get(member)).toBe(200)
  })
})

test('a picture that somebody may no longer see is no start of a video in a film of their own', async () => {
  const film = ((await (await outsider.ask('POST', '/projects', { name: 'Mine' })).json()) as { id: string }).id
  const scene = (await (await outsider.ask('POST', '/scenes', { project_id: film, name: 'One' })).json()) as {
    id: string
  }
  const clip = (await (await outsider.ask('POST', '/clips', { scene_id: scene.id, length: 2 })).json()) as {
    id: string
  }
  const ask = (start_image: string): Promise<Response> =>
    outsider.ask('POST', '/generation', {
      clip_id: clip.id,
      prompt: 'a quay',
      model: 'sketch',
      generation_type: 'image',
      params: { start_image },
    })
  const refused = await ask(createHash('sha256').update('of another film').digest('hex'))
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({ errors: [{ path: 'params.start_image' }] })
})

test('what is in the studio’s library is read by all with an account; what a film uses has to be lent', async () => {
  const guest = await studio.person('library-guest', 'guest')
  const film = await newFilm()
  const put = async (letter: string): Promise<string> => {
    const song = Buffer.concat([
      Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1'),
      WAV_TAIL,
      Buffer.from(letter),
    ])
    const sha256 = createHash('sha256').update(song).digest('hex')
    const sent = await fetch(`${studio.url}/api/v1/media/${sha256}`, {
      method: 'PUT',
      headers: { cookie: owner.cookie },
      body: song,
    })
    expect(sent.status).toBe(201)
    return sha256
  }
  const [free, ofFilm] = [await put('a'), await put('b')]
  const get = async (sha256: string): Promise<number> => (await guest.ask('GET', `//media/${sha256}`)).status
  await studio.services.films.edit(film, ({ doc }) => doc.meta.set('poster', ofFilm))
  await studio.services.films.index()
  await studio.services.library.edit(({ doc }) => {
    for (const hash of [free, ofFilm]) doc.characters.set(hash, new Y.Map([['faceImage', hash]]))
  })
  expect([await get(free), await get(ofFilm)]).toEqual([200, 404])
  expect(await (await outsider.ask('POST', '/media/lend', { sha256: [ofFilm] })).json()).toEqual({ sha256: [] })
  expect(await get(ofFilm)).toBe(404)
  expect(await (await owner.ask('POST', '/media/lend', { sha256: [ofFilm] })).json()).toEqual({ sha256: [ofFilm] })
  expect(await get(ofFilm)).toBe(200)
})

/** The rest of the head of a WAV of one sample. */
const WAV_TAIL = Buffer.from([0x44, 0xac, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0, 0x64, 0x61, 0x74, 0x61, 2, 0, 0, 0, 0])

test('[R7] across servers: who is removed on one leaves the rooms of another', async () => {
  const group = await startServerGroup(2, { config: { accounts: true } })
  try {
    const [here, there] = group.servers as [Studio, Studio]
    const { people } = here.services
    const account = await people.accounts.make({ name: 'ada', password: 'correct horse battery' }, 'member')
    const nobody = { header: () => undefined, query: () => undefined, address: null }
    const { cookie, identity, session } = await people.sessions.open(account, nobody)
    const film = randomUUID()
    expect(await people.films.claim(film, identity)).toBe(true)
    const peer = await connectRaw(there.wsUrl, `project/${film}`, '', cookie.split(';')[0])
    await until(() => expect(peer.frames.length).toBeGreaterThan(0))
    await people.sessions.end(session.id)
    expect(await peer.closed).toBe(CloseCode.signIn)
  } finally {
    await group.stop()
  }
})
