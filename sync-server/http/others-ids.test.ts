import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStudio, type Person, type Studio } from '#server/testing/studio.ts'
import { until } from '#server/testing/until.ts'

/** Ids are no secrets: whoever once saw a film knows them. So none may open, or take, what belongs to others. */

const SKETCH = { prompt: 'a quay', model: 'sketch', generation_type: 'image' }

interface Film {
  readonly id: string
  readonly scene: string
  readonly clip: string
  readonly job: string
}

let studio: Studio
let victim: Person
let thief: Person
let chief: Person
let theirs: Film
let own: Film

async function make(person: Person, path: string, body: object): Promise<string> {
  const response = await person.ask('POST', path, body)
  const made = (await response.json()) as { id: string }
  expect(response.status, `${path} ${JSON.stringify(made)}`).toBe(201)
  return made.id
}

async function makeFilm(owner: Person): Promise<Film> {
  const id = await make(owner, '/projects', { name: 'Harbour' })
  const scene = await make(owner, '/scenes', { project_id: id, name: 'Quay' })
  const clip = await make(owner, '/clips', { scene_id: scene, length: 2, name: 'Nobody knows' })
  const job = await make(owner, '/generation', { clip_id: clip, ...SKETCH })
  await until(async () =>
    expect(await (await owner.ask('GET', `/queue/jobs/${job}`)).json()).toHaveProperty('status', 'done'),
  )
  return { id, scene, clip, job }
}

beforeAll(async () => {
  studio = await openStudio()
  victim = await studio.person('victim')
  thief = await studio.person('thief')
  chief = await studio.person('chief', 'administrator')
  theirs = await makeFilm(victim)
  own = await makeFilm(thief)
})
afterAll(() => studio.stop())

test('whoever takes the id of a clip of others draws neither it nor its takes away from them', async () => {
  await thief.ask('POST', '/clips', { id: theirs.clip, scene_id: own.scene, length: 2 })
  expect(await (await victim.ask('GET', `/clips/${theirs.clip}`)).json()).toMatchObject({ project_id: theirs.id })
  expect((await thief.ask('GET', `/clips/${theirs.clip}`)).status).toBe(404)
})

test('[B5] a batch with the id of a job of others is refused: it would show and call off what they make', async () => {
  const wanted = { requests: [{ id: theirs.job, clip_id: own.clip, ...SKETCH }] }
  expect((await thief.ask('POST', '/generation/batch', wanted)).status).toBe(409)
})

test('[B5] a batch tells of a clip of others just what it tells of one that is not there', async () => {
  const refusals = async (clipId: string): Promise<string[]> => {
    const asked = [
      { clip_ids: [clipId], model: 'sketch', generation_type: 'image' },
      { clip_ids: [clipId], ...SKETCH, model: 'nothing' },
      { requests: [{ clip_id: clipId, ...SKETCH, model: 'nothing' }] },
    ]
    const answers = await Promise.all(asked.map((body) => thief.ask('POST', '/generation/batch', body)))
    const texts = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`))
    return texts.map((text) => text.replaceAll(clipId, 'ID'))
  }
  const told = await refusals(theirs.clip)
  expect(told.filter((text) => !text.startsWith('404'))).toEqual([])
  expect(told).toEqual(await refusals(randomUUID()))
})

test('a job that is tried again under the id of one of others does not answer with theirs', async () => {
  const worker = { name: 'Attic', models: ['attic.safetensors'], generation_types: ['image'] }
  expect((await chief.ask('POST', `/queue/servers/${randomUUID()}/register`, worker)).ok).toBe(true)
  const waiting = { ...SKETCH, model: 'attic.safetensors', params: { model_type: 'sdxl' } }
  const job = await make(thief, '/generation', { clip_id: own.clip, ...waiting })
  expect(await (await thief.ask('POST', `/queue/jobs/${job}/cancel`)).json()).toMatchObject({ status: 'cancelled' })
  const again = await thief.ask('POST', `/queue/jobs/${job}/retry`, { id: theirs.job })
  expect(again.status).toBe(409)
  expect(await again.text()).not.toContain(theirs.id)
})

test('an access token for one film makes none for others, and has nothing of the studio’s role', async () => {
  const [one, other] = [
    await make(chief, '/projects', { name: 'One' }),
    await make(chief, '/projects', { name: 'Other' }),
  ]
  const tokenBy = async (headers: Record<string, string>, body: object): Promise<string> => {
    const response = await fetch(`${studio.url}/api/v1/access-tokens`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return ((await response.json()) as { access_token: string }).access_token
  }
  const narrow = await tokenBy({ cookie: chief.cookie }, { project_id: one })
  const made = await tokenBy({ authorization: `Bearer ${narrow}` }, {})
  for (const token of [narrow, made]) {
    const statusOf = async (path: string, method = 'GET'): Promise<number> =>
      (
        await fetch(`${studio.url}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(method === 'POST' && { body: JSON.stringify({ name: 'x' }) }),
        })
      ).status
    expect(await statusOf(`/projects/${one}`)).toBe(200)
    expect(await statusOf(`/projects/${other}`)).toBe(404)
    expect(await statusOf(`/projects/${theirs.id}/members`)).toBe(404)
    expect(await statusOf('/accounts')).toBe(403)
    expect(await statusOf('/projects', 'POST')).toBe(403)
    expect(await statusOf('/characters', 'POST')).toBe(403)
  }
})
