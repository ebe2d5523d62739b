import { expect, test } from 'vitest'
import { memoryStorage } from '#server/storage/memory/memory-storage.ts'
import { AccessChanges } from './access-changes.ts'
import { FilmAccess } from './film-access.ts'
import type { Credentials } from './identity.ts'
import { SESSION_IDLE_MS, SESSION_LASTS_MS, Sessions } from './sessions.ts'

const DAY = 24 * 60 * 60_000

function openSessions() {
  const { accounts, members, catalog, mediaUse, documentLog: log } = memoryStorage()
  let clock = 0
  let ids = 0
  const now = (): number => clock
  const changes = new AccessChanges()
  const films = new FilmAccess({ members, catalog, log, mediaUse, changes, now, accountsOn: true })
  const sessions = new Sessions({ accounts, films, changes, now, newId: () => `id-${(ids += 1)}`, isSecure: false })
  const account = {
    id: 'ada',
    name: 'ada',
    displayName: 'Ada',
    studio: 'member',
    passwordHash: null,
    disabled: false,
    createdAt: 0,
    lastSeenAt: null,
  } as const
  const withCookie = (cookie = ''): Credentials => ({
    header: (name) => (name === 'cookie' ? cookie : undefined),
    query: () => undefined,
    address: null,
  })
  return { sessions, accounts, account, withCookie, pass: (ms: number) => (clock += ms) }
}

test('a session that is used goes on, and ends by its age all the same', async () => {
  const { sessions, accounts, account, withCookie, pass } = openSessions()
  await accounts.add(account)
  const { cookie, identity } = await sessions.open(account, withCookie())
  const asked = withCookie(cookie.split(';')[0])
  for (let day = 0; day < 90; day += 10) {
    expect(await sessions.identify(asked)).toMatchObject({ accountId: 'ada' })
    pass(10 * DAY)
  }
  expect(90 * DAY).toBe(SESSION_LASTS_MS)
  expect(await sessions.identify(asked)).toBeNull()
  expect(await identity.renew()).toBeNull()
})

test('a session that nobody uses ends, and is forgotten when somebody signs in', async () => {
  const { sessions, accounts, account, withCookie, pass } = openSessions()
  await accounts.add(account)
  const { cookie } = await sessions.open(account, withCookie())
  pass(SESSION_IDLE_MS)
  expect(await sessions.identify(withCookie(cookie.split(';')[0]))).toBeNull()
  await sessions.open(account, withCookie())
  expect(await accounts.sessionsOf('ada')).toHaveLength(1)
})

test('the server keeps the hash of a token, and nothing by which somebody could sign in', async () => {
  const { sessions, accounts, account, withCookie } = openSessions()
  await accounts.add(account)
  const { cookie, session } = await sessions.open(account, withCookie())
  const token = /=([\w-]+);/.exec(cookie)?.[1] ?? ''
  expect(token.length).toBe(43)
  expect(JSON.stringify(session)).not.toContain(token)
  expect(await sessions.identify(withCookie(`storycanvas_session=${session.tokenHash}`))).toBeNull()
})
