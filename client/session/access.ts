import { z } from 'zod'
import type { ProjectRole } from '#shared/model/roles.ts'
import { WhoAmI } from '#shared/protocol/accounts.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'

/** Who this browser is to the server, as far as it has said. */
const AccessFacts = z.object({
  /** The server's last word; null before the first. */
  who: WhoAmI.nullable(),
  /** Whoever was signed in here last: what they may do still holds for their films on this device. */
  last: WhoAmI.nullable(),
  /** Films in which somebody has had a role here, the newest last: whoever has none any more was sent away. */
  had: z.array(z.string()),
})
export type AccessFacts = z.infer<typeof AccessFacts>

/** What the access works with. */
export interface AccessServices {
  readonly settings: DeviceSettings
  readonly api: Pick<ApiClient, 'access'>
  /** The line between tabs: they share the cookie, so what changes in one holds in all. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
}

const KEY = 'access'
const CHANGED = 'changed'
const NOTHING: AccessFacts = { who: null, last: null, had: [] }
/** So many films are remembered. */
const MOST_HAD = 2_000

/** Who is signed in, and what they may do in which film. It is kept, so that it is known without a network, too. */
export class Access implements Readable<AccessFacts> {
  readonly #services: AccessServices
  readonly #facts: ReturnType<typeof writable<AccessFacts>>
  readonly #listeners = new Set<() => void>()
  #asking: Promise<void> | null = null
  #askAgain = false

  private constructor(services: AccessServices, facts: AccessFacts) {
    this.#services = services
    this.#facts = writable(facts)
  }

  /** Reads what was last known; the server is asked by `refresh`. */
  static async open(services: AccessServices): Promise<Access> {
    const kept = AccessFacts.safeParse(await services.settings.get(KEY))
    const access = new Access(services, kept.data ?? NOTHING)
    services.channel.addEventListener('message', (event) => {
      if ((event as MessageEvent<unknown>).data === CHANGED) void access.refresh()
    })
    return access
  }

  readonly get = (): AccessFacts => this.#facts.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#facts.subscribe(listener)

  /** Calls back when somebody else is signed in than before, or nobody any more. Returns the way to stop. */
  onIdentity(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** True where the server asks for an account, and nobody is signed in. */
  get needsSignIn(): boolean {
    const { who } = this.#facts.get()
    return who !== null && who.accounts !== 'off' && !who.signed_in
  }

  /** Whether this person may do what administrators of the studio do; everybody may where nobody signs in. */
  get administers(): boolean {
    const { who } = this.#facts.get()
    return who === null || who.accounts === 'off' || who.studio_role === 'administrator'
  }

  /** Asks the server. Being offline is no failure here: then what was known holds. */
  refresh(): Promise<void> {
    // An answer that is on its way may be older than the reason to ask again.
    this.#askAgain = true
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  /** Takes what a way to sign in has answered, and tells the other tabs. */
  accept(who: WhoAmI): void {
    this.#take(who)
    this.#services.channel.postMessage(CHANGED)
  }

  /** Signs out of the server. What is on this device stays. Throws an `ApiError`. */
  async signOut(): Promise<void> {
    await this.#services.api.access.signOut()
    await this.refresh()
    this.#services.channel.postMessage(CHANGED)
  }

  /** The role in a film, also after the session has ended; `owner` where nobody signs in, null where there is none. */
  roleIn(projectId: string): ProjectRole | null {
    const { who, last } = this.#facts.get()
    if (who === null || who.accounts === 'off') return 'owner'
    const known = who.signed_in ? who : last
    if (known === null) return null
    return known.roles === null ? 'owner' : (known.roles.find((one) => one.project_id === projectId)?.role ?? null)
  }

  /** Whether somebody has had a role in a film here. */
  hadRoleIn(projectId: string): boolean {
    return this.#facts.get().had.includes(projectId)
  }

  async #ask(): Promise<void> {
    while (this.#askAgain) {
      this.#askAgain = false
      const who = await this.#services.api.access.whoAmI().catch(() => null)
      if (who) this.#take(who)
    }
  }

  #take(who: WhoAmI): void {
    const before = this.#facts.get()
    const last = who.accounts === 'off' ? null : who.signed_in ? who : before.last
    const now = who.roles?.map(({ project_id: id }) => id) ?? []
    const had = [...before.had.filter((id) => !now.includes(id)), ...now].slice(-MOST_HAD)
    const after: AccessFacts = { who, last, had }
    if (JSON.stringify(after) === JSON.stringify(before)) return
    this.#facts.set(after)
    void this.#services.settings.set(KEY, after)
    if (identityOf(before.who) === identityOf(who)) return
    for (const listener of [...this.#listeners]) listener()
  }
}

/** The same for the same person on the same kind of server; a session that ended makes it another. */
function identityOf(who: WhoAmI | null): string {
  return who === null ? 'unknown' : `${who.accounts} ${who.kind ?? 'nobody'} ${who.account?.id ?? ''}`
}
