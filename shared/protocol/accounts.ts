import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { ProjectRole, StudioRole } from '../model/roles.ts'

/** Characters of a password; its strength is its length, so nothing else is asked of it. */
export const PASSWORD_LENGTH = { least: 10, most: 256 } as const

const Time = z.string().meta({ description: 'ISO 8601', format: 'date-time' })
const Password = z.string().min(PASSWORD_LENGTH.least).max(PASSWORD_LENGTH.most).meta({ format: 'password' })
/** A password that is only compared: one from before a rule changed still opens the door. */
const GivenPassword = z.string().min(1).max(1024).meta({ format: 'password' })
const Code = z.string().trim().min(1).max(200).meta({ description: 'A code that works once' })

/** What somebody signs in by: a name or an email address. Capitals make no difference. */
export const SignInName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\s\p{C}]+$/u, 'no spaces are possible here')
const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{C}+$/u, 'only visible characters are possible here')

/** Somebody with an account, as administrators see them. */
export const AccountBody = z
  .object({
    id: EntityId,
    name: SignInName.meta({ description: 'What they sign in by' }),
    display_name: z.string().meta({ description: 'What others read' }),
    studio_role: StudioRole,
    disabled: z.boolean().meta({ description: 'True: they cannot sign in' }),
    has_password: z.boolean(),
    created_at: Time,
    last_seen_at: Time.nullable(),
  })
  .meta({ id: 'Account' })
export type AccountBody = z.infer<typeof AccountBody>

/** Somebody of the studio, as everybody with an account sees them. */
export const PersonBody = z
  .object({ id: EntityId, display_name: z.string(), studio_role: StudioRole })
  .meta({ id: 'Person' })
export type PersonBody = z.infer<typeof PersonBody>

/** Body of `PUT /accounts/{id}`: what is absent stays. */
export const UpdateAccountBody = z
  .object({
    display_name: DisplayName.optional(),
    studio_role: StudioRole.optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateAccount' })

/** Body of `POST /session`. */
export const SignInBody = z
  .object({ name: z.string().trim().min(1).max(100), password: GivenPassword })
  .meta({ id: 'SignIn' })

/** Body of `POST /set-up`: the first administrator, with the code from the log of the server. */
export const SetUpBody = z
  .object({ code: Code, name: SignInName, display_name: DisplayName.optional(), password: Password })
  .meta({ id: 'SetUp' })

/** Body of `PUT /session/password`. */
export const ChangePasswordBody = z
  .object({ current_password: GivenPassword, new_password: Password })
  .meta({ id: 'ChangePassword' })

/** Body of `PUT /session/profile`. */
export const ProfileBody = z.object({ display_name: DisplayName }).meta({ id: 'Profile' })

/** Answer of `POST /accounts/{id}/password-reset`: shown once. */
export const PasswordResetBody = z.object({ code: z.string(), expires_at: Time }).meta({ id: 'PasswordReset' })

/** Body of `POST /password-resets/use`. */
export const UsePasswordResetBody = z.object({ code: Code, password: Password }).meta({ id: 'UsePasswordReset' })

/** Who asks, and what they are: the answer of `GET /session`, which never fails, and of every way to sign in. */
export const WhoAmI = z
  .object({
    accounts: z
      .enum(['off', 'set-up', 'on'])
      .meta({ description: 'off: nobody signs in here; set-up: the first administrator is still to be made' }),
    signed_in: z.boolean(),
    kind: z.enum(['machine', 'account', 'token', 'share-link']).nullable(),
    account: z.union([AccountBody, z.null()]),
    name: z.string().nullable(),
    studio_role: StudioRole.nullable(),
    roles: z
      .array(z.object({ project_id: EntityId, role: ProjectRole }))
      .nullable()
      .meta({ description: 'The role in each film; null: owner of every one' }),
  })
  .meta({ id: 'WhoAmI' })
export type WhoAmI = z.infer<typeof WhoAmI>

/** A browser in which somebody is signed in. */
export const SessionBody = z
  .object({
    id: EntityId,
    current: z.boolean().meta({ description: 'The one that asks' }),
    created_at: Time,
    last_seen_at: Time,
    expires_at: Time,
    user_agent: z.string(),
    address: z.string().nullable().meta({ description: 'Where it was last seen' }),
  })
  .meta({ id: 'Session' })
export type SessionBody = z.infer<typeof SessionBody>

/** Somebody's role in a film. */
export const MemberBody = z
  .object({ account_id: EntityId, display_name: z.string(), role: ProjectRole, since: Time })
  .meta({ id: 'Member' })
export type MemberBody = z.infer<typeof MemberBody>

/** Body of `PUT /projects/{id}/members/{account_id}`. */
export const MemberRoleBody = z.object({ role: ProjectRole }).meta({ id: 'MemberRole' })

/** Body of `POST /projects/{id}/members`: somebody who has an account, by the name they sign in by. */
export const AddMemberBody = z
  .object({ name: z.string().trim().min(1).max(100), role: ProjectRole })
  .meta({ id: 'AddMember' })

/** An invitation; whoever holds its code may use it, once. */
export const InvitationBody = z
  .object({
    id: EntityId,
    studio_role: StudioRole,
    project_id: EntityId.nullable(),
    project_role: ProjectRole.nullable(),
    note: z.string().meta({ description: 'For whom it is; only those who see the list read it' }),
    invited_by: z.string(),
    created_at: Time,
    expires_at: Time,
    used_by: z.string().nullable().meta({ description: 'Who came by it' }),
  })
  .meta({ id: 'Invitation' })
export type InvitationBody = z.infer<typeof InvitationBody>

/** Body of `POST /invitations`. */
export const CreateInvitationBody = z
  .object({
    studio_role: StudioRole.default('guest').meta({ description: 'Only administrators invite others than guests' }),
    project_id: EntityId.optional(),
    project_role: ProjectRole.optional(),
    note: z.string().trim().max(200).default(''),
    expires_in_days: z.int().min(1).max(90).default(7),
  })
  .refine((body) => (body.project_id === undefined) === (body.project_role === undefined), {
    message: 'project_id and project_role go together',
    path: ['project_role'],
  })
  .meta({ id: 'CreateInvitation' })

/** Answer of `POST /invitations`: the code is shown once. */
export const NewInvitationBody = InvitationBody.extend({ code: z.string() }).meta({ id: 'NewInvitation' })

/** Body of `POST /invitations/look`. */
export const InvitationCodeBody = z.object({ code: Code }).meta({ id: 'InvitationCode' })

/** What an invitation is to, for who holds its code. */
export const InvitationPreviewBody = z
  .object({
    invited_by: z.string(),
    studio_role: StudioRole,
    project_name: z.string().nullable(),
    project_role: ProjectRole.nullable(),
    expires_at: Time,
  })
  .meta({ id: 'InvitationPreview' })

/** Body of `POST /invitations/accept`: with a new account, or for the account that is signed in. */
export const AcceptInvitationBody = z
  .object({
    code: Code,
    account: z
      .object({ name: SignInName, display_name: DisplayName.optional(), password: Password })
      .optional()
      .meta({ description: 'Absent: whoever is signed in' }),
  })
  .meta({ id: 'AcceptInvitation' })

/** Closed set of what the audit log tells. */
export const AuditKind = z.enum([
  'set-up',
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'session-ended',
  'password-changed',
  'password-reset-made',
  'password-reset-used',
  'account-made',
  'account-changed',
  'account-removed',
  'invitation-made',
  'invitation-used',
  'invitation-removed',
  'member-added',
  'role-changed',
  'member-removed',
  'film-made',
  'film-trashed',
  'film-removed',
  'version-removed',
  'exported',
  'token-made',
  'token-removed',
  'share-link-made',
  'share-link-removed',
  'passkey-added',
  'passkey-removed',
  'sign-in-service-linked',
  'sign-in-service-unlinked',
  'secret-stored',
  'secret-removed',
  'secrets-rotated',
  'server-added',
  'server-changed',
  'server-removed',
])
export type AuditKind = z.infer<typeof AuditKind>

/** One line of the audit log. */
export const AuditEntryBody = z
  .object({
    id: z.string(),
    at: Time,
    kind: AuditKind,
    actor_id: EntityId.nullable(),
    actor: z.string().meta({ description: 'Who did it, by the name they had' }),
    address: z.string().nullable(),
    project_id: EntityId.nullable(),
    subject: z.string().meta({ description: 'What it was done to: an account, a film, a token' }),
    detail: z.string().meta({ description: 'What else there is to know; never a secret' }),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntryBody = z.infer<typeof AuditEntryBody>
