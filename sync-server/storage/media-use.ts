/** Stands in the place of a film for what the studio's library uses: everybody with an account may read it. */
export const LIBRARY = 'library'

/** Which films use a file, and who has brought it: from this follows who may read it. */
export interface MediaUse {
  /**
   * Notes that a film uses files. Of those that are new to it only what somebody who may edit the film could read before,
   * or what is in the library, is noted, so that nobody gets at a file by writing its hash into a film of their own;
   * `trusted` notes all. Resolves with those that are noted.
   */
  note(projectId: string, hashes: readonly string[], trusted: boolean): Promise<readonly string[]>
  /** Notes that an account has brought a file. */
  uploaded(sha256: string, accountId: string): Promise<void>
  /** Whether an account has brought a file, or has a role in a film that uses it. */
  mayRead(sha256: string, accountId: string): Promise<boolean>
  /** The films that use a file. */
  filmsOf(sha256: string): Promise<readonly string[]>
}
