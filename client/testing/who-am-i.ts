import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'

/** Nobody, on a server where people sign in. */
export const NOBODY: WhoAmI = {
  accounts: 'on',
  signed_in: false,
  kind: null,
  account: null,
  name: null,
  studio_role: null,
  roles: null,
}

/** Somebody who is signed in, with roles by film. */
export function somebody(
  roles: Readonly<Record<string, ProjectRole>>,
  { name = 'rin', studio = 'member' }: { name?: string; studio?: StudioRole } = {},
): WhoAmI {
  const id = '7d0f6f9e-8d0c-4a53-9a55-b9b4e1a1c0de'
  const created_at = '2026-03-01T12:00:00.000Z'
  const account = { id, name, display_name: name, studio_role: studio, disabled: false, has_password: true, created_at }
  return {
    accounts: 'on',
    signed_in: true,
    kind: 'account',
    account: { ...account, last_seen_at: null },
    name,
    studio_role: studio,
    roles: Object.entries(roles).map(([project_id, role]) => ({ project_id, role })),
  }
}
