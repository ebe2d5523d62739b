import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { z } from 'zod'
import { connectPeer } from '#server/testing/sync-peer.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { until } from '#server/testing/until.ts'
import { packState, unpackState } from '#server/versions/pack-state.ts'
import { readClip, readProject } from '#shared/document/records.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { ClipBody, ProjectBody, ProjectTreeBody, SceneBody } from '#shared/protocol/http.ts'
import type { ServerEvent } from '#shared/protocol/jobs.ts'
import { RestoredVersionBody, VersionBody, VersionComparisonBody, VersionTreeBody } from '#shared/protocol/versions.ts'
import { SCHEMA_VERSION } from '#shared/model/project.ts'
import { stateOfPieces } from '#shared/testing/state-of-pieces.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function call<T extends z.ZodType>(
  schema: T,
  method: string,
  path: string,
  body?: unknown,
): Promise<z.output<T>> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return schema.parse(await response.json())
}

async function put(
  projectId: string,
  state: Uint8Array,
  { id = randomUUID(), name = '' } = {},
): Promise<{ status: number; body: unknown }> {
  const query = new URLSearchParams({ kind: 'named', at: '1700000000000', author: 'Mara', ...(name && { name }) })
  const response = await fetch(`${server.url}/api/v1/projects/${projectId}/versions/${id}?${query.toString()}`, {
    method: 'PUT',
    body: state as Uint8Array<ArrayBuffer>,
  })
  return { status: response.status, body: await response.json() }
}

async function film(): Promise<{ id: string; scene: SceneBody; clip: ClipBody }> {
  const { id } = await call(ProjectBody, 'POST', '/projects', { name: 'Salt & Neon' })
  const scene = await call(SceneBody, 'POST', '/scenes', { project_id: id, name: 'Neon rain' })
  const clip = await call(ClipBody, 'POST', '/clips', { scene_id: scene.id, name: 'Mara', image_prompt: 'Rain' })
  return { id, scene, clip }
}

const keep = (id: string, name: string): Promise<VersionBody> =>
  call(VersionBody, 'POST', `/projects/${id}/versions`, { name })
const listed = async (id: string): Promise<VersionBody[]> =>
  call(VersionBody.array(), 'GET', `/projects/${id}/versions`)

describe('keeping and reading', () => {
  test('a version is kept under a name, listed, read, renamed and deleted', async () => {
    const { id, clip } = await film()
    const first = await keep(id, 'Rough cut')
    expect(first).toMatchObject({ project_id: id, name: 'Rough cut', kind: 'named', author: 'API' })
    await call(ClipBody, 'PUT', `/clips/${clip.id}`, { name: 'Rin' })
    const second = await keep(id, 'Fine cut')
    expect((await listed(id)).map(({ name }) => name)).toEqual(['Fine cut', 'Rough cut'])
    const { version, project } = await call(VersionTreeBody, 'GET', `/projects/${id}/versions/${first.id}`)
    expect(version).toEqual(first)
    expect(project.scenes[0]?.clips.map(({ name }) => name)).toEqual(['Mara'])
    const renamed = await call(VersionBody, 'PUT', `/projects/${id}/versions/${first.id}/name`, { name: null })
    expect(renamed).toEqual({ ...first, name: null })
    const path = `${server.url}/api/v1/projects/${id}/versions/${second.id}`
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(404)
    expect((await listed(id)).map((each) => each.id)).toEqual([first.id])
  })

  test('asking twice with one id keeps one; the list comes in pages', async () => {
    const { id } = await film()
    const versionId = randomUUID()
    for (const name of ['One', 'One']) {
      await call(VersionBody, 'POST', `/projects/${id}/versions`, { id: versionId, name })
    }
    await keep(id, 'Two')
    const page = (await (await fetch(`${server.url}/api/v1/projects/${id}/versions?limit=1`)).json()) as {
      items: VersionBody[]
      next_cursor: string
    }
    expect(page.items.map(({ name }) => name)).toEqual(['Two'])
    const rest = await call(VersionBody.array(), 'GET', `/projects/${id}/versions?cursor=${page.next_cursor}`)
    expect(rest.map((each) => each.id)).toEqual([versionId])
  })

  test('everybody who listens hears of a version', async () => {
    const { id } = await film()
    const heard: ServerEvent[] = []
    const stop = server.services.events.subscribe((event) => heard.push(event))
    await keep(id, 'Rough cut')
    stop()
    expect(heard).toContainEqual({ type: 'versions', project_id: id })
  })

  test('a film or a version that is not there is said to be not there', async () => {
    const { id } = await film()
    const nobody = randomUUID()
    for (const path of [
      `/projects/${nobody}/versions`,
      `/projects/${nobody}/versions/${nobody}`,
      `/projects/${id}/versions/${nobody}`,
      `/projects/${id}/versions/${nobody}/state`,
      `/projects/${id}/versions/${nobody}/changes`,
    ]) {
      expect(await call(Problem, 'GET', path), path).toMatchObject({ status: 404 })
    }
    expect(await call(Problem, 'POST', `/projects/${nobody}/versions`, { name: 'Mine' })).toMatchObject({ status: 404 })
  })
})

test('the server keeps a film by itself once everybody has left it', async () => {
  const other = await startTestServer({ versions: { leftMs: 0, leftEveryMs: 0, lookMs: 20 } })
  const made = await fetch(`${other.url}/api/v1/projects`, {
    method: 'POST',
    body: JSON.stringify({ name: 'Left' }),
    headers: { 'content-type': 'application/json' },
  })
  const { id } = ProjectBody.parse(await made.json())
  const versions = async (): Promise<VersionBody[]> =>
    VersionBody.array().parse(await (await fetch(`${other.url}/api/v1/projects/${id}/versions`)).json())
  await until(async () => expect(await versions()).toMatchObject([{ kind: 'automatic', author: null }]))
  await other.stop()
})

describe('coming back', () => {
  test('what changed is told, restoring brings it back in every tab, and can be taken back', async () => {
    const { id, clip, scene } = await film()
    const version = await keep(id, 'Before')
    const peer = connectPeer(server.wsUrl, `project/${id}`)
    await call(ClipBody, 'PUT', `/clips/${clip.id}`, { name: 'Rin', image_prompt: 'Fog', length: 9 })
    await call(ClipBody, 'POST', '/clips', { scene_id: scene.id, name: 'Pier' })
    const { changes } = await call(VersionComparisonBody, 'GET', `/projects/${id}/versions/${version.id}/changes`)
    expect(changes).toMatchObject([
      { kind: 'changed', entity: 'clip', id: clip.id, fields: [{ field: 'name' }, {}, { field: 'image_prompt' }] },
      { kind: 'added', entity: 'clip', title: '1.02 Pier' },
    ])

    const restored = await call(RestoredVersionBody, 'POST', `/projects/${id}/versions/${version.id}/restore`, {})
    expect(restored.before).toMatchObject({ kind: 'before-restore', name: null })
    await until(() =>
      expect(readClip(openProjectDoc(peer.doc), clip.id)).toMatchObject({ name: 'Mara', imagePrompt: 'Rain' }),
    )
    const since = `/projects/${id}/versions/${version.id}/changes`
    expect((await call(VersionComparisonBody, 'GET', since)).changes).toEqual([])

    await call(RestoredVersionBody, 'POST', `/projects/${id}/versions/${restored.before.id}/restore`, {})
    const again = await call(VersionComparisonBody, 'GET', `${since}?with=${restored.before.id}`)
    expect(again.changes).toHaveLength(2)
    expect((await call(ProjectTreeBody, 'GET', `/projects/${id}/with-scenes`)).scenes[0]?.clips).toHaveLength(2)
    peer.stop()
  })

  test('a version becomes a film of its own', async () => {
    const { id, clip } = await film()
    const version = await keep(id, 'Before')
    await fetch(`${server.url}/api/v1/clips/${clip.id}`, { method: 'DELETE' })
    const made = await call(ProjectBody, 'POST', `/projects/${id}/versions/${version.id}/copy`, { name: 'Salt, early' })
    const tree = await call(ProjectTreeBody, 'GET', `/projects/${made.id}/with-scenes`)
    expect(tree).toMatchObject({ name: 'Salt, early', scenes: [{ name: 'Neon rain', clips: [{ name: 'Mara' }] }] })
    expect(tree.scenes[0]?.clips[0]?.id).not.toBe(clip.id)
  })

  test('a film is kept before a scene with clips goes, and before it is brought up to date', async () => {
    const { id, scene, clip } = await film()
    await fetch(`${server.url}/api/v1/scenes/${scene.id}`, { method: 'DELETE' })
    const [kept] = await listed(id)
    expect(kept?.kind).toBe('before-delete')
    const { project } = await call(VersionTreeBody, 'GET', `/projects/${id}/versions/${kept!.id}`)
    expect(project.scenes[0]?.clips[0]?.id).toBe(clip.id)

    const older = randomUUID()
    const peer = connectPeer(server.wsUrl, `project/${older}`)
    Y.applyUpdate(peer.doc, readFileSync(new URL('../../../shared/document/fixtures/film-v1.bin', import.meta.url)))
    await until(() => expect(peer.savedMessages()).toBeGreaterThan(0))
    await call(ProjectBody, 'PUT', `/projects/${older}`, { description: 'Newer' })
    const [before] = await listed(older)
    expect(before?.kind).toBe('before-migration')
    // Read as this version of the product reads it, pins and all.
    const tree = await call(VersionTreeBody, 'GET', `/projects/${older}/versions/${before!.id}`)
    expect(tree.project.scenes[0]?.clips.map(({ pinned }) => pinned)).toEqual([null, 'locked'])
    await until(() => expect(readProject(openProjectDoc(peer.doc)).schemaVersion).toBe(SCHEMA_VERSION))
    peer.stop()
  })
})

describe('versions of devices', () => {
  /** A film with a peer in it, and its packed state of now. */
  async function shared(): Promise<{ id: string; doc: Y.Doc; packed: Uint8Array; stop: () => void }> {
    const { id } = await film()
    const { doc, stop, provider } = connectPeer(server.wsUrl, `project/${id}`)
    await until(() => expect(provider.synced).toBe(true))
    return { id, doc, packed: await packState(Y.encodeStateAsUpdateV2(doc)), stop }
  }

  test('one is taken in once, gives its bytes back, and takes another name', async () => {
    const { id, doc, packed, stop } = await shared()
    const versionId = randomUUID()
    const taken = await put(id, packed, { id: versionId, name: 'On the train' })
    expect(taken).toMatchObject({ status: 201, body: { author: 'Mara', at: '2023-11-14T22:13:20.000Z' } })
    expect(await put(id, Uint8Array.of(1), { id: versionId, name: 'At home' })).toMatchObject({
      status: 200,
      body: { name: 'At home' },
    })
    const answer = await fetch(server.url + VersionBody.parse(taken.body).state)
    expect(answer.headers.get('content-type')).toBe('application/gzip')
    const back = new Y.Doc()
    Y.applyUpdateV2(back, await unpackState(new Uint8Array(await answer.arrayBuffer())))
    expect(back.getMap('clips').toJSON()).toEqual(doc.getMap('clips').toJSON())
    stop()
  })

  test('nothing but an earlier state of this film is taken', async () => {
    const { id, doc, stop } = await shared()
    const other = await film()
    const foreign = await server.services.relay.readDocument(`project/${other.id}`, Y.encodeStateAsUpdateV2)
    const ahead = new Y.Doc()
    Y.applyUpdate(ahead, Y.encodeStateAsUpdate(doc))
    ahead.getMap('meta').set('name', 'Not synced yet')
    const cases: [string, Uint8Array, number][] = [
      ['no gzip', Uint8Array.of(1, 2, 3), 422],
      ['no state', await packState(Uint8Array.of(1, 2, 3)), 422],
      ['nothing', new Uint8Array(), 422],
      ['an empty document', await packState(Y.encodeStateAsUpdateV2(new Y.Doc())), 422],
      ['a claim of two thousand million pieces', await packState(stateOfPieces(2 ** 31 - 1)), 422],
      ['another film', await packState(foreign), 409],
      ['more than the server has', await packState(Y.encodeStateAsUpdateV2(ahead)), 409],
      ['too much', new Uint8Array(16 * 1024 * 1024 + 1), 413],
    ]
    for (const [what, bytes, status] of cases) {
      const answer = await put(id, bytes)
      expect(answer.status, what).toBe(status)
      expect(Problem.parse(answer.body).detail.length, what).toBeGreaterThan(20)
    }
    expect(await listed(id)).toEqual([])
    stop()
  })
})
