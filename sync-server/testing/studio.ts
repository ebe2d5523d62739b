import type { Credentials } from '#server/auth/identity.ts'
import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts'

/** Somebody who is signed in at a test server. */
export interface Person {
  readonly id: string
  readonly name: string
  /** Value of their `Cookie` header. */
  readonly cookie: string
  /** Asks the API; `path` is what follows `/api/v1`, or begins with `//` for what stands beside it. */
  ask(method: string, path: string, body?: unknown): Promise<Response>
}

/** A server on which people sign in. */
export interface Studio extends TestServer {
  /** Makes an account with the password `PASSWORD`, and signs it in. */
  person(name: string, studio?: StudioRole): Promise<Person>
  /** Gives a role in a film. */
  give(film: string, person: Person, role: ProjectRole): Promise<void>
  /** Asks as somebody who is not signed in. */
  stranger: Pick<Person, 'ask' | 'cookie'>
}

/** The password of everybody in a test studio. */
export const PASSWORD = 'correct horse battery'

const NO_CREDENTIALS: Credentials = { header: () => undefined, query: () => undefined, address: null }

/** Starts a server on which people sign in. */
export async function openStudio(options: TestServerOptions = {}): Promise<Studio> {
  const server = await startTestServer({ ...options, config: { accounts: true, ...options.config } })
  const { people } = server.services
  const asker =
    (cookie: string): Person['ask'] =>
    (method, path, body) =>
      fetch(path.startsWith('//') ? server.url + path.slice(1) : `${server.url}/api/v1${path}`, {
        method,
        headers: { ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
  return {
    ...server,
    stranger: { cookie: '', ask: asker('') },
    async person(name, studio = 'member') {
      const account = await people.accounts.make({ name, password: PASSWORD }, studio)
      const opened = await people.sessions.open(account, NO_CREDENTIALS)
      const cookie = opened.cookie.slice(0, opened.cookie.indexOf(';'))
      return { id: account.id, name, cookie, ask: asker(cookie) }
    },
    async give(film, person, role) {
      await people.members.put(film, person.id, role)
    },
  }
}
