import type { AccountStore } from '#server/storage/account-store.ts'
import type { PassStore, ShareLinkRecord } from '#server/storage/pass-store.ts'
import type { ProjectRole } from '#shared/model/roles.ts'
import type { AccessChanges } from './access-changes.ts'
import { AccessRefused } from './access-refused.ts'
import { cookieValue } from './cookies.ts'
import type { FilmAccess } from './film-access.ts'
import type { Credentials, Identity, IdentitySource } from './identity.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { mayAct } from './permissions.ts'
import { hashOfSecret, newSecret } from './secret-codes.ts'
import type { SignedTokens } from './signed-tokens.ts'

const DAY = 24 * 60 * 60_000

/** Milliseconds for which a browser need not open a link anew. */
const GUEST_LASTS_MS = 30 * DAY

const COOKIE = 'storycanvas_guest'

/** Links of one browser at most: each stands in its cookie. */
const MOST_LINKS = 8

/** What share links take. */
export interface ShareLinkServices {
  readonly passes: PassStore
  readonly accounts: Pick<AccountStore, 'get'>
  readonly films: FilmAccess
  readonly changes: AccessChanges
  readonly signed: SignedTokens
  readonly now: () => number
  readonly newId: () => string
  /** Whether people come by https, as the configuration tells. */
  readonly isSecure: boolean
}

/** What a link is to be. */
export interface ShareLinkPlan {
  readonly projectId: string
  readonly role: Exclude<ProjectRole, 'owner'>
  readonly note: string
  /** Milliseconds since 1970; null: until it is revoked. */
  readonly expiresAt: number | null
  readonly password: string | null
}

/** Links by which guests without an account come into one film, in one role. */
export class ShareLinks implements IdentitySource {
  readonly #services: ShareLinkServices

  constructor(services: ShareLinkServices) {
    this.#services = services
  }

  /** Makes a link; its secret is told here alone. */
  async make(
    maker: Identity,
    plan: ShareLinkPlan,
  ): Promise<{ readonly link: ShareLinkRecord; readonly secret: string }> {
    const { passes, now, newId } = this.#services
    const secret = newSecret()
    const link: ShareLinkRecord = {
      id: newId(),
      tokenHash: hashOfSecret(secret),
      projectId: plan.projectId,
      role: plan.role,
      note: plan.note,
      passwordHash: plan.password === null ? null : await hashPassword(plan.password),
      makerId: maker.accountId,
      maker: maker.name,
      createdAt: now(),
      expiresAt: plan.expiresAt,
      lastUsedAt: null,
    }
    await passes.addShareLink(link)
    return { link, secret }
  }

  list(projectId: string): Promise<readonly ShareLinkRecord[]> {
    return this.#services.passes.shareLinksOf(projectId)
  }

  /** Revokes a link: its guests are out at once. Throws `AccessRefused` where the film has no such link. */
  async revoke(projectId: string, id: string): Promise<ShareLinkRecord> {
    const { passes, changes } = this.#services
    const link = await passes.shareLink(id)
    if (link?.projectId !== projectId || !(await passes.removeShareLink(id))) {
      throw new AccessRefused('not-found', `This project has no share link with the id ${id}`)
    }
    changes.publish({ kind: 'token', tokenId: id })
    return link
  }

  /** The link of a secret, where it still opens. Throws `AccessRefused`. */
  async look(secret: string): Promise<ShareLinkRecord> {
    const link = await this.#services.passes.shareLinkByHash(hashOfSecret(secret))
    if (link && (await this.#holds(link))) return link
    throw new AccessRefused('not-found', 'This link does not work, or no longer. Ask for a new one')
  }

  /** Whether this is the password of a link; true where it has none. */
  async opensWith(link: ShareLinkRecord, password: string | null): Promise<boolean> {
    return link.passwordHash === null || verifyPassword(link.passwordHash, password ?? '')
  }

  /** Lets a guest in; the cookie keeps what other links the browser has opened. */
  async open(
    link: ShareLinkRecord,
    name: string,
    credentials: Credentials,
  ): Promise<{
    readonly identity: Identity
    readonly token: string
    readonly cookie: string
    readonly expiresAt: number
  }> {
    const { passes, signed, now } = this.#services
    const shown = name === '' ? NAMELESS : `${name} (guest)`
    await passes.touchShareLink(link.id, now())
    const expiresAt = Math.min(now() + GUEST_LASTS_MS, link.expiresAt ?? Number.POSITIVE_INFINITY)
    const token = await signed.sign('guest', { via: 'share-link', sub: link.id, name: shown }, expiresAt)
    const others = (await this.#opened(credentials)).filter(({ id }) => id !== link.id).map((one) => one.token)
    const value = [token, ...others].slice(0, MOST_LINKS).join('~')
    const secure = this.#isSecure(credentials) ? '; Secure' : ''
    const seconds = Math.floor((expiresAt - now()) / 1000)
    const cookie = `${this.#cookieName(credentials)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
    return { identity: guestOf([{ link, name: shown }], () => this.guest(link.id, shown)), token, cookie, expiresAt }
  }

  /** A guest by the id of a link; null where it no longer opens. */
  async guest(linkId: string, name: string): Promise<Identity | null> {
    const link = await this.#services.passes.shareLink(linkId)
    return link && (await this.#holds(link)) ? guestOf([{ link, name }], () => this.guest(linkId, name)) : null
  }

  async identify(credentials: Credentials): Promise<Identity | null> {
    const opened = await this.#opened(credentials)
    return opened.length === 0 ? null : this.#guestOfAll(opened)
  }

  /** An account that has opened links as well: in each film the higher role counts. */
  async widen(identity: Identity, credentials: Credentials): Promise<Identity> {
    const opened = await this.#opened(credentials)
    return opened.length === 0 ? identity : this.#widened(identity, opened)
  }

  async #widened(identity: Identity, opened: readonly Opened[]): Promise<Identity> {
    const guest = await this.#guestOfAll(opened)
    if (!guest) return identity
    return {
      ...identity,
      // What is heard of the link concerns this one, too.
      tokenId: identity.tokenId ?? guest.tokenId,
      roleIn: async (projectId) => higher(await identity.roleIn(projectId), await guest.roleIn(projectId)),
      films: async () => {
        const own = await identity.films()
        return own && new Set([...own, ...((await guest.films()) ?? [])])
      },
      renew: async () => {
        const again = await identity.renew()
        return again && this.#widened(again, opened)
      },
    }
  }

  async #guestOfAll(opened: readonly Opened[]): Promise<Identity | null> {
    const { passes } = this.#services
    const found = await Promise.all(opened.map(async ({ id, name }) => ({ link: await passes.shareLink(id), name })))
    const holding: { link: ShareLinkRecord; name: string }[] = []
    for (const { link, name } of found) if (link && (await this.#holds(link))) holding.push({ link, name })
    return holding.length === 0 ? null : guestOf(holding, () => this.#guestOfAll(opened))
  }

  async #opened(credentials: Credentials): Promise<readonly Opened[]> {
    const value = cookieValue(credentials.header('cookie') ?? '', this.#cookieName(credentials))
    const opened: Opened[] = []
    for (const token of (value ?? '').split('~').filter(Boolean).slice(0, MOST_LINKS)) {
      const claims = await this.#services.signed.verify('guest', token)
      if (claims?.via === 'share-link') opened.push({ id: claims.sub, name: claims.name ?? NAMELESS, token })
    }
    return opened
  }

  /** A link is worth what its maker could still give. */
  async #holds({ expiresAt, makerId, projectId }: ShareLinkRecord): Promise<boolean> {
    const { accounts, films, now } = this.#services
    if (expiresAt !== null && expiresAt <= now()) return false
    if (makerId === null) return true
    const maker = await accounts.get(makerId)
    return maker !== null && !maker.disabled && (await films.roleOf(maker, projectId)) === 'owner'
  }

  #cookieName(credentials: Credentials): string {
    return this.#isSecure(credentials) ? `__Host-${COOKIE}` : COOKIE
  }

  #isSecure(credentials: Credentials): boolean {
    return this.#services.isSecure || credentials.header('x-forwarded-proto') === 'https'
  }
}

/** The way of accounts to tell who asks, for whom the links count that the browser has opened as well. */
export function withShareLinks(accounts: IdentitySource, links: ShareLinks): IdentitySource {
  return {
    async identify(credentials) {
      const identity = await accounts.identify(credentials)
      return identity && links.widen(identity, credentials)
    },
  }
}

interface Opened {
  readonly id: string
  readonly name: string
  readonly token: string
}

/** What a guest is called who said no name. */
const NAMELESS = 'Guest'

function guestOf(
  opened: readonly { readonly link: ShareLinkRecord; readonly name: string }[],
  renew: () => Promise<Identity | null>,
): Identity {
  const [first] = opened
  return {
    kind: 'share-link',
    accountId: null,
    name: first?.name ?? NAMELESS,
    studio: 'guest',
    scopes: null,
    sessionId: null,
    tokenId: first?.link.id ?? null,
    onlyFilm: null,
    roleIn: async (projectId) =>
      opened.reduce<ProjectRole | null>(
        (role, { link }) => (link.projectId === projectId ? higher(role, link.role) : role),
        null,
      ),
    films: async () => new Set(opened.map(({ link }) => link.projectId)),
    renew,
  }
}

function higher(one: ProjectRole | null, other: ProjectRole | null): ProjectRole | null {
  if (!one || !other) return one ?? other
  return mayAct(one, other) ? one : other
}
