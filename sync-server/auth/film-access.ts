import type { AccountRecord } from '#server/storage/account-store.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { LIBRARY, type MediaUse } from '#server/storage/media-use.ts'
import type { MemberStore } from '#server/storage/member-store.ts'
import type { ProjectRole } from '#shared/model/roles.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import type { AccessChanges } from './access-changes.ts'
import type { Identity } from './identity.ts'

/** What knowing who may do what in a film takes. */
export interface FilmAccessServices {
  readonly members: MemberStore
  readonly catalog: Pick<Catalog, 'get' | 'list'>
  readonly log: Pick<DocumentLog, 'has'>
  readonly mediaUse: MediaUse
  readonly changes: AccessChanges
  readonly now: () => number
  /** Whether people sign in: else everybody may read everything. */
  readonly accountsOn: boolean
}

/** Roles in films, as they follow from the roles that were given. */
export class FilmAccess {
  readonly #services: FilmAccessServices

  constructor(services: FilmAccessServices) {
    this.#services = services
  }

  /**
   * The role of an account in a film. A film that nobody owns, since it is from before there were accounts or its owner
   * has gone, belongs to the administrators; into other films they have no way of their own.
   */
  async roleOf({ id, studio }: Pick<AccountRecord, 'id' | 'studio'>, projectId: string): Promise<ProjectRole | null> {
    const { members, catalog } = this.#services
    const role = await members.roleIn(projectId, id)
    if (role === 'owner' || studio !== 'administrator') return role
    const isUnowned = (await catalog.get(projectId)) !== null && !(await members.hasOwner(projectId))
    return isUnowned ? 'owner' : role
  }

  /** The role in each film in which an account has one. */
  async rolesOf({ id, studio }: Pick<AccountRecord, 'id' | 'studio'>): Promise<ReadonlyMap<string, ProjectRole>> {
    const { members, catalog } = this.#services
    const roles = new Map((await members.rolesOf(id)).map(({ projectId, role }) => [projectId, role]))
    if (studio !== 'administrator') return roles
    const owned = await members.ownedFilms()
    for (const film of await catalog.list()) if (!owned.has(film.id)) roles.set(film.id, 'owner')
    return roles
  }

  /** Whether nobody has ever made this film. */
  async isUnknown(projectId: string): Promise<boolean> {
    const { catalog, log } = this.#services
    return (await catalog.get(projectId)) === null && !(await log.has(roomName({ kind: 'project', projectId })))
  }

  /** Whether somebody may make films. */
  mayMake(identity: Identity): boolean {
    if (identity.scopes && !identity.scopes.has('write')) return false
    return isOfMachine(identity) || (identity.accountId !== null && identity.studio !== 'guest')
  }

  /**
   * Makes somebody the owner of a film that they are about to make. Resolves with whether it is theirs now; false where
   * somebody else has made it before.
   */
  async claim(projectId: string, identity: Identity): Promise<boolean> {
    if (isOfMachine(identity)) return true
    const { members, changes, now } = this.#services
    const { accountId } = identity
    if (accountId === null || !this.mayMake(identity)) return false
    if (await this.isUnknown(projectId)) {
      const isFirst = await members.claim({ projectId, accountId, role: 'owner', since: now() })
      if (isFirst) {
        changes.publish({ kind: 'film', projectId })
        return true
      }
    }
    return (await identity.roleIn(projectId)) === 'owner'
  }

  /**
   * Notes which files a film uses; resolves with those that are noted. In a film that somebody owns that is only what its
   * editors may read without it: see `MediaUse`.
   */
  async noteMedia(projectId: string, hashes: readonly string[]): Promise<readonly string[]> {
    const { members, mediaUse, accountsOn } = this.#services
    return mediaUse.note(projectId, hashes, !accountsOn || !(await members.hasOwner(projectId)))
  }

  /**
   * Lets everybody with an account read files, as far as who says so may: what they put into the studio's library.
   * Resolves with those files.
   */
  async lend(identity: Identity, hashes: readonly string[]): Promise<readonly string[]> {
    const theirs: string[] = []
    for (const sha256 of hashes) if (await this.mayReadMedia(identity, sha256)) theirs.push(sha256)
    return this.#services.mediaUse.note(LIBRARY, theirs, true)
  }

  /** Notes what the library refers to. What a film uses has to be lent: its hash alone proves nothing. */
  async noteLibrary(hashes: readonly string[]): Promise<void> {
    const { mediaUse, accountsOn } = this.#services
    const free: string[] = []
    for (const sha256 of hashes) {
      if (!accountsOn || (await mediaUse.filmsOf(sha256)).every((place) => place === LIBRARY)) free.push(sha256)
    }
    await mediaUse.note(LIBRARY, free, true)
  }

  /** Notes that somebody has brought a file. */
  async noteUpload(identity: Identity, sha256: string): Promise<void> {
    if (identity.accountId !== null) await this.#services.mediaUse.uploaded(sha256, identity.accountId)
  }

  /** Whether somebody may read a file: it is in a film in which they have a role, or they have brought it. */
  async mayReadMedia(identity: Identity, sha256: string): Promise<boolean> {
    if (isOfMachine(identity)) return true
    const { mediaUse } = this.#services
    if (identity.accountId !== null && (await mediaUse.mayRead(sha256, identity.accountId))) return true
    for (const place of await mediaUse.filmsOf(sha256)) {
      if (place === LIBRARY ? identity.accountId !== null : await identity.roleIn(place)) return true
    }
    return false
  }
}

/** Whoever is at the machine, where nobody signs in, and the tokens of their programs, but for those of one film. */
function isOfMachine({ kind, accountId, onlyFilm }: Identity): boolean {
  return onlyFilm === null && (kind === 'machine' || (kind === 'token' && accountId === null))
}
