import { problem } from '#shared/protocol/errors.ts'
import type { ErrorCode } from '#shared/protocol/errors.ts'
import { versionToBody } from '#shared/protocol/versions.ts'
import type { VersionBody } from '#shared/protocol/versions.ts'

/** The part of a server that keeps versions, in memory, as a `fetch`. */
export function versionServer() {
  const versions = new Map<string, { body: VersionBody; state: Uint8Array }>()
  const settings: { refuseWith: ErrorCode | null } = { refuseWith: null }
  const json = (status: number, body: unknown): Response =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

  const send: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://localhost')
    const [, projectId = '', id = '', part = ''] =
      /^\/api\/v1\/projects\/([^/]+)\/versions(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(url.pathname) ?? []
    if (projectId === '') throw new TypeError('no such part of a server in this test')
    if (settings.refuseWith !== null) {
      const document = problem(settings.refuseWith, 'Not now')
      return json(document.status, document)
    }
    const known = versions.get(id)
    if (id === '') return json(200, [...versions.values()].map(({ body }) => body).reverse())
    if (part === 'state') return new Response(known?.state as Uint8Array<ArrayBuffer>)
    if (part === 'name' && known) {
      known.body = { ...known.body, name: (JSON.parse(String(init?.body)) as { name: string | null }).name }
      return json(200, known.body)
    }
    if (init?.method === 'DELETE') {
      versions.delete(id)
      return new Response(null, { status: 204 })
    }
    const state = new Uint8Array(await new Response(init?.body).arrayBuffer())
    const query = url.searchParams
    const body = versionToBody({
      id,
      projectId,
      name: query.get('name'),
      kind: query.get('kind') as VersionBody['kind'],
      at: Number(query.get('at')),
      author: query.get('author'),
      bytes: state.length,
      fingerprint: known?.body.fingerprint ?? 'f'.repeat(64),
    })
    versions.set(id, { body, state: known?.state ?? state })
    return json(known ? 200 : 201, body)
  }
  return { fetch: send, versions, settings }
}
