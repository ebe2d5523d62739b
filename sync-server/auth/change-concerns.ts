import type { AccessChange } from './access-changes.ts'
import type { Identity } from './identity.ts'

/** Whether somebody may be able to do more or less than before; `projectId` is the film that it is about, if any. */
export function concerns(change: AccessChange, identity: Identity, projectId: string | null): boolean {
  if (identity.kind === 'machine') return false
  switch (change.kind) {
    case 'anything':
      return true
    case 'film':
      return projectId === null || change.projectId === projectId
    case 'account':
      return change.accountId === identity.accountId
    case 'session':
      return change.sessionId === identity.sessionId
    case 'token':
      // A guest may have come by several links, of which one is named.
      return identity.kind === 'share-link' || change.tokenId === identity.tokenId
  }
}
