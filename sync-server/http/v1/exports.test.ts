import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAST, openLab, type GenerationLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { FilmExport } from '#shared/protocol/film-export.ts'

let server: TestServer
let lab: GenerationLab

beforeAll(async () => {
  server = await startTestServer({ dispatch: FAST })
  lab = await openLab(server.url)
  const job = await lab.generate({ model: 'sketch', id: randomUUID() })
  await lab.until(job.id, 'done')
  await lab.addClip()
})
afterAll(() => server.stop())

const paths = ['/api', '/api/v1'] as const

test.each(paths)('%s: a whole film as JSON, with places, takes and the hashes of their recipes', async (root) => {
  const response = await fetch(`${server.url}${root}/projects/${lab.projectId}/export/json`)
  expect(response.headers.get('content-disposition')).toContain('Salt.json')
  const film = FilmExport.parse(await response.json())
  const [clip, other] = film.scenes[0]?.clips ?? []
  const [take] = clip?.takes ?? []
  expect(film).toMatchObject({
    format: 'storycanvas-film',
    project: { id: lab.projectId, rate: { num: 24, den: 1 } },
    total: { frames: 96, seconds: 4 },
  })
  expect(clip?.span).toMatchObject({ start: { frames: 0 }, end: { frames: 48, seconds: 2 }, take_id: take?.id })
  expect(other?.span).toMatchObject({ start: { frames: 48, seconds: 2 }, take_id: null, source_length: null })
  const recipe = await fetch(`${server.url}/media/${take?.recipe_sha256}`)
  expect(await recipe.json()).toMatchObject({ model: 'sketch' })
})

test.each([
  ['fcpxml', 'application/xml', /<asset-clip|<video ref="r2"/],
  ['resolve', 'application/xml', /<video ref="r2" offset="[^"]*" name="1\.01_t1_opening-shot_[0-9a-f]{8}\.png"/],
  ['edl', 'text/plain', /001 {2}[0-9A-F]{8} V {5}C {8}00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\r\n/],
])('the cut as %s, in both places', async (format, mime, words) => {
  for (const root of paths) {
    const response = await fetch(`${server.url}${root}/projects/${lab.projectId}/export/${format}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(`${mime}; charset=utf-8`)
    const warnings = decodeURIComponent(response.headers.get('x-export-warnings') ?? '')
    expect(JSON.parse(warnings)).toEqual(['1.02 has no take: its time is left empty'])
    expect(await response.text()).toMatch(words)
  }
})

test('an unknown film or format is not found', async () => {
  expect((await fetch(`${server.url}/api/projects/${randomUUID()}/export/edl`)).status).toBe(404)
  expect((await fetch(`${server.url}/api/projects/${lab.projectId}/export/aaf`)).status).toBe(404)
})
