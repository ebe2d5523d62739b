import type { ProjectRole } from '#shared/model/roles.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'

/** Name of the share dialog in the address. */
export const SHARE_DIALOG = 'share'

/** Whether somebody decides who is in a film: its owners do, and administrators of the studio. */
export function mayShare(who: WhoAmI | null, role: ProjectRole | null): boolean {
  return role === 'owner' || who?.studio_role === 'administrator'
}
