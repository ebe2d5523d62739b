import type { SelectOption } from '#client/ui/select.tsx'
import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { AuditKind } from '#shared/protocol/accounts.ts'

/** What a role in a film is called, and what it may do. */
export const FILM_ROLES: readonly (SelectOption<ProjectRole> & { readonly detail: string })[] = [
  { value: 'owner', label: 'Owner', detail: 'Edits, shares and deletes the film' },
  { value: 'editor', label: 'Editor', detail: 'Edits the film and generates takes' },
  { value: 'reviewer', label: 'Reviewer', detail: 'Looks, stars and rejects takes' },
  { value: 'viewer', label: 'Viewer', detail: 'Looks' },
]

/** What a role in the studio is called, and what it may do. */
export const STUDIO_ROLES: readonly (SelectOption<StudioRole> & { readonly detail: string })[] = [
  { value: 'administrator', label: 'Administrator', detail: 'Accounts, servers, keys and the audit log' },
  { value: 'member', label: 'Member', detail: 'Makes films and changes the library' },
  { value: 'guest', label: 'Guest', detail: 'Only the films that are shared with them' },
]

/** "Editor". */
export function filmRoleName(role: ProjectRole): string {
  return FILM_ROLES.find(({ value }) => value === role)?.label ?? role
}

/** "Member". */
export function studioRoleName(role: StudioRole): string {
  return STUDIO_ROLES.find(({ value }) => value === role)?.label ?? role
}

/** What each line of the audit log says was done; the name of who did it stands before. */
export const AUDIT_WORDS: Readonly<Record<AuditKind, string>> = {
  'set-up': 'set up the server',
  'sign-in': 'signed in',
  'sign-in-failed': 'tried to sign in and failed',
  'sign-out': 'signed out',
  'session-ended': 'ended a session',
  'password-changed': 'changed a password',
  'password-reset-made': 'made a password reset',
  'password-reset-used': 'used a password reset',
  'account-made': 'made an account',
  'account-changed': 'changed an account',
  'account-removed': 'removed an account',
  'invitation-made': 'invited',
  'invitation-used': 'used an invitation',
  'invitation-removed': 'took an invitation back',
  'member-added': 'gave a role in a film',
  'role-changed': 'changed a role in a film',
  'member-removed': 'took a role in a film away',
  'film-made': 'made a film',
  'film-trashed': 'moved a film to the trash',
  'film-removed': 'removed a film for good',
  'version-removed': 'deleted a version',
  exported: 'exported a film',
  'token-made': 'made an API token',
  'token-removed': 'revoked an API token',
  'share-link-made': 'made a share link',
  'share-link-removed': 'revoked a share link',
  'passkey-added': 'added a passkey',
  'passkey-removed': 'removed a passkey',
  'sign-in-service-linked': 'linked a sign-in service',
  'sign-in-service-unlinked': 'unlinked a sign-in service',
  'secret-stored': 'stored a secret',
  'secret-removed': 'removed a secret',
  'secrets-rotated': 'sealed the secrets with a new key',
  'server-added': 'added a ComfyUI server',
  'server-changed': 'changed a ComfyUI server',
  'server-removed': 'removed a ComfyUI server',
}

/** A browser by what it says of itself: "Firefox on Linux". */
export function browserName(userAgent: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => userAgent.includes(mark!))?.[1]
  const system = [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['CrOS', 'ChromeOS'],
    ['Linux', 'Linux'],
  ].find(([mark]) => userAgent.includes(mark!))?.[1]
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? 'A program'
}

/** A day, "3 March 2026". */
export function dayOf(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}

/** A day with its time, "3 March 2026, 14:22". */
export function momentOf(iso: string): string {
  const time = new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return `${dayOf(iso)}, ${time}`
}

/** How long something holds: "until 3 March 2026", or until it is revoked. */
export function untilWords(expiresAt: string | null): string {
  return expiresAt === null ? 'until it is revoked' : `until ${dayOf(expiresAt)}`
}
