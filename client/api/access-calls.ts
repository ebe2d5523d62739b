import { z } from 'zod'
import type { ProjectRole } from '#shared/model/roles.ts'
import {
  AccountBody,
  AuditEntryBody,
  InvitationBody,
  InvitationPreviewBody,
  MemberBody,
  NewInvitationBody,
  PasswordResetBody,
  SessionBody,
  WhoAmI,
  type AcceptInvitationBody,
  type AuditKind,
  type CreateInvitationBody,
  type SetUpBody,
  type UpdateAccountBody,
} from '#shared/protocol/accounts.ts'
import {
  LinkedSignInBody,
  NewShareLinkBody,
  NewTokenBody,
  OpenedShareLinkBody,
  PasskeyBody,
  PasskeyOptionsBody,
  ShareLinkBody,
  ShareLinkPreviewBody,
  SignInWaysBody,
  TokenBody,
  type CreateShareLinkBody,
  type CreateTokenBody,
} from '#shared/protocol/ways-in.ts'
import { at, type ApiTransport, type CallOptions } from './transport.ts'

const AuditPage = z.object({ items: z.array(AuditEntryBody), next_cursor: z.string().nullable() })

/** Which part of the audit log is asked for. */
export interface AuditQuery {
  readonly kind?: AuditKind
  /** The `next_cursor` of the page before. */
  readonly cursor?: string
  readonly limit?: number
}

/** Calls about who may come in, and what they may do here. Every one throws an `ApiError`. */
export function accessCalls({ get, write, remove }: ApiTransport) {
  const v1 = (path: string): string => `/api/v1${path}`
  const film = (id: string): string => v1(`/projects/${at(id)}`)
  return {
    /** Who this browser is signed in as; answers everybody. */
    whoAmI: (options?: CallOptions) => get(v1('/session'), WhoAmI, options),
    signInWays: (options?: CallOptions) => get(v1('/session/ways'), SignInWaysBody, options),
    signIn: (name: string, password: string) => write('POST', v1('/session'), { name, password }, WhoAmI),
    signOut: () => remove(v1('/session')),
    setUp: (body: z.input<typeof SetUpBody>) => write('POST', v1('/set-up'), body, WhoAmI),
    useReset: (code: string, password: string) => write('POST', v1('/password-resets/use'), { code, password }, WhoAmI),
    changePassword: (current: string, next: string) =>
      write('PUT', v1('/session/password'), { current_password: current, new_password: next }, WhoAmI),
    changeName: (displayName: string) => write('PUT', v1('/session/profile'), { display_name: displayName }, WhoAmI),

    listSessions: (options?: CallOptions) => get(v1('/sessions'), z.array(SessionBody), options),
    endSession: (id: string) => remove(v1(`/sessions/${at(id)}`)),
    endOtherSessions: () => remove(v1('/sessions')),

    beginPasskeySignIn: () => write('POST', v1('/session/passkey/options'), {}, PasskeyOptionsBody),
    signInByPasskey: (ceremony: string, response: unknown) =>
      write('POST', v1('/session/passkey'), { ceremony, response }, WhoAmI),
    listPasskeys: (options?: CallOptions) => get(v1('/passkeys'), z.array(PasskeyBody), options),
    beginPasskey: () => write('POST', v1('/passkeys/options'), {}, PasskeyOptionsBody),
    addPasskey: (ceremony: string, name: string, response: unknown) =>
      write('POST', v1('/passkeys'), { ceremony, name, response }, PasskeyBody),
    removePasskey: (id: string) => remove(v1(`/passkeys/${at(id)}`)),
    listLinked: (options?: CallOptions) => get(v1('/session/linked'), z.array(LinkedSignInBody), options),
    unlink: () => remove(v1('/session/linked')),

    listAccounts: (options?: CallOptions) => get(v1('/accounts'), z.array(AccountBody), options),
    updateAccount: (id: string, change: z.input<typeof UpdateAccountBody>) =>
      write('PUT', v1(`/accounts/${at(id)}`), change, AccountBody),
    removeAccount: (id: string) => remove(v1(`/accounts/${at(id)}`)),
    /** A code by which somebody sets a new password; told in this answer alone. */
    makePasswordReset: (id: string) => write('POST', v1(`/accounts/${at(id)}/password-reset`), {}, PasswordResetBody),
    signOutEverywhere: (id: string) => remove(v1(`/accounts/${at(id)}/sessions`)),

    listInvitations: (options?: CallOptions) => get(v1('/invitations'), z.array(InvitationBody), options),
    /** The code is told in this answer alone. */
    invite: (body: z.input<typeof CreateInvitationBody>) => write('POST', v1('/invitations'), body, NewInvitationBody),
    removeInvitation: (id: string) => remove(v1(`/invitations/${at(id)}`)),
    lookAtInvitation: (code: string, options?: CallOptions) =>
      write('POST', v1('/invitations/look'), { code }, InvitationPreviewBody, options),
    acceptInvitation: (body: z.input<typeof AcceptInvitationBody>) =>
      write('POST', v1('/invitations/accept'), body, WhoAmI),

    listMembers: (projectId: string, options?: CallOptions) =>
      get(`${film(projectId)}/members`, z.array(MemberBody), options),
    addMember: (projectId: string, name: string, role: ProjectRole) =>
      write('POST', `${film(projectId)}/members`, { name, role }, MemberBody),
    setMemberRole: (projectId: string, accountId: string, role: ProjectRole) =>
      write('PUT', `${film(projectId)}/members/${at(accountId)}`, { role }, MemberBody),
    removeMember: (projectId: string, accountId: string) => remove(`${film(projectId)}/members/${at(accountId)}`),
    leaveFilm: (projectId: string) => remove(`${film(projectId)}/membership`),

    listShareLinks: (projectId: string, options?: CallOptions) =>
      get(`${film(projectId)}/share-links`, z.array(ShareLinkBody), options),
    /** The address is told in this answer alone. */
    makeShareLink: (projectId: string, body: z.input<typeof CreateShareLinkBody>) =>
      write('POST', `${film(projectId)}/share-links`, body, NewShareLinkBody),
    removeShareLink: (projectId: string, id: string) => remove(`${film(projectId)}/share-links/${at(id)}`),
    lookAtShareLink: (secret: string, options?: CallOptions) =>
      write('POST', v1('/share-links/look'), { secret }, ShareLinkPreviewBody, options),
    openShareLink: (body: { secret: string; password?: string; name: string }) =>
      write('POST', v1('/share-links/open'), body, OpenedShareLinkBody),

    listTokens: (options?: CallOptions) => get(v1('/tokens'), z.array(TokenBody), options),
    /** The token is told in this answer alone. */
    makeToken: (body: z.input<typeof CreateTokenBody>) => write('POST', v1('/tokens'), body, NewTokenBody),
    removeToken: (id: string) => remove(v1(`/tokens/${at(id)}`)),

    listAudit: ({ kind, cursor, limit = 50 }: AuditQuery, options?: CallOptions) => {
      const query = new URLSearchParams({ limit: String(limit) })
      if (kind !== undefined) query.set('kind', kind)
      if (cursor !== undefined) query.set('cursor', cursor)
      return get(v1(`/audit?${query.toString()}`), AuditPage, options)
    },
  }
}
