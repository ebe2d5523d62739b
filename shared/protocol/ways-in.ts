import { z } from 'zod'
import { EntityId } from '../model/ids.ts'
import { ProjectRole } from '../model/roles.ts'
import { Scope } from '../model/scopes.ts'
import { PASSWORD_LENGTH } from './accounts.ts'

const Time = z.string().meta({ description: 'ISO 8601', format: 'date-time' })
const Days = z.int().min(1).max(3650)
const Label = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{C}+$/u, 'only visible characters are possible here')

/** What scopes mean, for the description. */
const SCOPES =
  'read: see; write: change films and the library; generate: ask for takes; work: take jobs as a worker; administer: what only administrators may. Never more than the role of who made it.'

/** A token of a program, without its text. */
export const TokenBody = z
  .object({
    id: EntityId,
    name: z.string(),
    scopes: z.array(Scope).meta({ description: SCOPES }),
    hint: z.string().meta({ description: 'The last characters of the token' }),
    created_at: Time,
    expires_at: Time.nullable().meta({ description: 'Null: it is good until it is revoked' }),
    last_used_at: Time.nullable(),
  })
  .meta({ id: 'ApiToken' })
export type TokenBody = z.infer<typeof TokenBody>

/** Body of `POST /tokens`. */
export const CreateTokenBody = z
  .object({
    name: Label,
    scopes: z.array(Scope).min(1).max(10).meta({ description: SCOPES }),
    expires_in_days: Days.nullable().default(90).meta({ description: 'Null: until it is revoked' }),
  })
  .meta({ id: 'CreateApiToken' })

/** Answer of `POST /tokens`: the token is shown once. */
export const NewTokenBody = TokenBody.extend({
  token: z.string().meta({ description: 'Send it as `Authorization: Bearer …`' }),
}).meta({ id: 'NewApiToken' })

/** Body of `POST /access-tokens`. */
export const CreateAccessTokenBody = z
  .object({
    scopes: z.array(Scope).min(1).max(10).optional().meta({ description: 'Absent: all that who asks may do' }),
    project_id: EntityId.optional().meta({ description: 'The one film that it opens; absent: all that who asks may' }),
  })
  .meta({ id: 'CreateAccessToken' })

/** Answer of `POST /access-tokens`. */
export const AccessTokenBody = z
  .object({
    access_token: z.string().meta({
      description:
        'A JWT. For HTTP as `Authorization: Bearer …`; for a WebSocket as the query `access_token`, or as the subprotocol `bearer.` and the token beside `storycanvas`',
    }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds' }),
  })
  .meta({ id: 'AccessToken' })

/** A link that lets guests into a film, without its secret. */
export const ShareLinkBody = z
  .object({
    id: EntityId,
    project_id: EntityId,
    role: ProjectRole,
    note: z.string().meta({ description: 'For whom it is; guests do not see it' }),
    has_password: z.boolean(),
    made_by: z.string(),
    created_at: Time,
    expires_at: Time.nullable().meta({ description: 'Null: it opens until it is revoked' }),
    last_used_at: Time.nullable(),
  })
  .meta({ id: 'ShareLink' })
export type ShareLinkBody = z.infer<typeof ShareLinkBody>

/** Body of `POST /projects/{id}/share-links`. */
export const CreateShareLinkBody = z
  .object({
    role: ProjectRole.exclude(['owner']).default('viewer'),
    note: z.string().trim().max(200).default(''),
    expires_in_days: Days.nullable().default(30).meta({ description: 'Null: until it is revoked' }),
    password: z
      .string()
      .min(4)
      .max(PASSWORD_LENGTH.most)
      .optional()
      .meta({ format: 'password', description: 'Asked of whoever opens it; absent: the link is enough' }),
  })
  .meta({ id: 'CreateShareLink' })

/** Answer of `POST /projects/{id}/share-links`: the secret is shown once. */
export const NewShareLinkBody = ShareLinkBody.extend({
  secret: z.string(),
  path: z.string().meta({ description: 'Of the page to open, behind the address of this server' }),
}).meta({ id: 'NewShareLink' })

/** Characters of the secret of a link. */
const Secret = z.string().min(1).max(200)

/** Body of `POST /share-links/look`. */
export const LookShareLinkBody = z.object({ secret: Secret }).meta({ id: 'LookShareLink' })

/** What a link opens, for whoever holds it. */
export const ShareLinkPreviewBody = z
  .object({
    project_id: EntityId.nullable().meta({ description: 'Null where a password has to be given first' }),
    project_name: z.string().nullable(),
    role: ProjectRole,
    made_by: z.string(),
    needs_password: z.boolean(),
    expires_at: Time.nullable(),
  })
  .meta({ id: 'ShareLinkPreview' })

/** Body of `POST /share-links/open`. */
export const OpenShareLinkBody = z
  .object({
    secret: Secret,
    password: z.string().max(1024).optional().meta({ format: 'password' }),
    name: z
      .string()
      .trim()
      .max(60)
      .regex(/^\P{C}*$/u)
      .default('')
      .meta({ description: 'What others read' }),
  })
  .meta({ id: 'OpenShareLink' })

/** Answer of `POST /share-links/open`; it sets a cookie, too. */
export const OpenedShareLinkBody = AccessTokenBody.extend({
  project_id: EntityId,
  role: ProjectRole,
  name: z.string(),
  expires_at: Time.meta({ description: 'When the browser has to open the link anew' }),
}).meta({ id: 'OpenedShareLink' })

/** The ways to sign in that this server offers. */
export const SignInWaysBody = z
  .object({
    password: z.boolean(),
    passkeys: z.boolean(),
    oidc: z
      .object({ name: z.string(), start: z.string().meta({ description: 'Address to open in the browser' }) })
      .nullable(),
  })
  .meta({ id: 'SignInWays' })

/** Why a sign-in service did not bring somebody in; pages say it in words of their own. */
export const SignInProblem = z
  .enum([
    'expired',
    'refused-there',
    'unreachable',
    'has-password',
    'not-invited',
    'invitation-over',
    'name-taken',
    'linked-elsewhere',
    'disabled',
  ])
  .meta({
    id: 'SignInProblem',
    description:
      'expired: it took too long or was begun in another browser; refused-there: the service did not sign them in; has-password: an account of this name has a password, by which its owner links it',
  })
export type SignInProblem = z.infer<typeof SignInProblem>

/** A passkey of one's own. */
export const PasskeyBody = z
  .object({
    id: z.string(),
    name: z.string(),
    synced: z.boolean().meta({ description: 'Whether it is on several devices' }),
    created_at: Time,
    last_used_at: Time.nullable(),
  })
  .meta({ id: 'Passkey' })
export type PasskeyBody = z.infer<typeof PasskeyBody>

const Ceremony = z.string().min(1).max(200)
const Base64Url = z
  .string()
  .max(20_000)
  .regex(/^[\w-]*$/, 'base64url is needed')

/** What `navigator.credentials` is asked for, as WebAuthn Level 3 writes it in JSON; and what to give back with its answer. */
export const PasskeyOptionsBody = z
  .object({ ceremony: Ceremony, options: z.record(z.string(), z.unknown()) })
  .meta({ id: 'PasskeyOptions' })

/** A credential that a browser has made, as `PublicKeyCredential.toJSON()` writes it. */
export const AddPasskeyBody = z
  .object({
    ceremony: Ceremony,
    name: Label.default('Passkey'),
    response: z.object({
      id: Base64Url,
      rawId: Base64Url,
      type: z.literal('public-key'),
      clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
      response: z.object({
        clientDataJSON: Base64Url,
        attestationObject: Base64Url,
        transports: z.array(z.string().max(40)).max(10).optional(),
      }),
    }),
  })
  .meta({ id: 'AddPasskey' })

/** Body of `POST /session/passkey`. */
export const UsePasskeyBody = z
  .object({
    ceremony: Ceremony,
    response: z.object({
      id: Base64Url,
      rawId: Base64Url,
      type: z.literal('public-key'),
      clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
      response: z.object({
        clientDataJSON: Base64Url,
        authenticatorData: Base64Url,
        signature: Base64Url,
        userHandle: Base64Url.nullish(),
      }),
    }),
  })
  .meta({ id: 'UsePasskey' })

/** An account of a sign-in service that is linked to one's own. */
export const LinkedSignInBody = z
  .object({ issuer: z.string(), email: z.string().nullable(), linked_at: Time })
  .meta({ id: 'LinkedSignIn' })
export type LinkedSignInBody = z.infer<typeof LinkedSignInBody>
