import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { Scope } from '#shared/model/scopes.ts'

/** Who asks. Roles are looked up when they are asked for, so an identity that lives long never knows old ones. */
export interface Identity {
  readonly kind: 'machine' | 'account' | 'token' | 'share-link'
  /** Null for the machine, and for guests who came by a link. */
  readonly accountId: string | null
  /** What others read: on takes, in lists, in the audit log. */
  readonly name: string
  readonly studio: StudioRole
  /** What it may be used for at most; null: all that its roles allow. */
  readonly scopes: ReadonlySet<Scope> | null
  /** The session by which it is signed in; null where there is none. */
  readonly sessionId: string | null
  /** The token or share link by which it came; null where there is none. */
  readonly tokenId: string | null
  /** The one film to which it was narrowed, so that what it makes opens no other; null: it was not. */
  readonly onlyFilm: string | null
  /** Its role in a film; null without one, and where there is no such film. */
  roleIn(projectId: string): Promise<ProjectRole | null>
  /** The films in which it has a role; null: all there are. */
  films(): Promise<ReadonlySet<string> | null>
  /** The same one as it is now; null once its session, token, link or account has ended. */
  renew(): Promise<Identity | null>
}

/** The credentials that a request or an upgrade brings. */
export interface Credentials {
  /** Value of a header, by its lower-case name. */
  header(name: string): string | undefined
  /** Value of a query parameter. */
  query(name: string): string | undefined
  /** Network address of who asks; null where it is not known. */
  readonly address: string | null
}

/** One way to tell who asks: a session cookie, a token, a share link. */
export interface IdentitySource {
  /**
   * Null where the request brings nothing of its kind. Throws an `HttpProblem` (`not-signed-in`) where it brings
   * something that does not hold, if no other way may be tried after it.
   */
  identify(credentials: Credentials): Promise<Identity | null>
}

/** On loopback nobody signs in: whoever is at the machine is administrator, and owner of every film. */
export const MACHINE: Identity = {
  kind: 'machine',
  accountId: null,
  name: 'This machine',
  studio: 'administrator',
  scopes: null,
  sessionId: null,
  tokenId: null,
  onlyFilm: null,
  roleIn: async () => 'owner',
  films: async () => null,
  renew: async () => MACHINE,
}

/** The source of a server without accounts. */
export const machineIsTrusted: IdentitySource = { identify: async () => MACHINE }
