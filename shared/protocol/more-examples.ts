import type { z } from 'zod'
import type * as accounts from './accounts.ts'
import type * as characters from './characters.ts'
import type * as pool from './pool.ts'
import type * as presets from './presets.ts'
import type * as recipes from './recipes.ts'
import type * as templates from './templates.ts'
import type { ServerInput } from './servers.ts'
import type { ServerTestBody } from './queue.ts'
import type * as waysIn from './ways-in.ts'

const PROJECT = '7d0c9a52-4b1e-4f6e-9a63-5c2b8e1f0d34'
const CLIP = '3f0b2a9e-6c1d-4e57-8b3a-2d9c5e7f1a40'
const TAKE = '5a8e4d1c-9b72-4f03-a6d5-0c3e7b9f2d18'
const FILE = 'b4e2d3c5f6a71829304b5c6d7e8f90a1b4e2d3c5f6a71829304b5c6d7e8f90a1'
const PASSWORD = 'correct horse battery'
const CODE = 'Qm7dV2xK9sTfW4bZ'

/** A schema as what may be sent to it. */
type Sent<Schema extends z.ZodType> = z.input<Schema>

const signIn: Sent<typeof accounts.SignInBody> = { name: 'kim@example.org', password: PASSWORD }
const changePassword: Sent<typeof accounts.ChangePasswordBody> = {
  current_password: PASSWORD,
  new_password: 'a longer one than before',
}
const setUp: Sent<typeof accounts.SetUpBody> = { code: CODE, name: 'kim@example.org', password: PASSWORD }
const usePasswordReset: Sent<typeof accounts.UsePasswordResetBody> = { code: CODE, password: PASSWORD }
const updateAccount: Sent<typeof accounts.UpdateAccountBody> = { studio_role: 'member', disabled: false }
const createInvitation: Sent<typeof accounts.CreateInvitationBody> = {
  project_id: PROJECT,
  project_role: 'reviewer',
  note: 'For the first cut',
  expires_in_days: 7,
}
const acceptInvitation: Sent<typeof accounts.AcceptInvitationBody> = {
  code: CODE,
  account: { name: 'lee@example.org', display_name: 'Lee', password: PASSWORD },
}
const addMember: Sent<typeof accounts.AddMemberBody> = { name: 'lee@example.org', role: 'editor' }
const memberRole: Sent<typeof accounts.MemberRoleBody> = { role: 'reviewer' }

const updateCharacter: Sent<typeof characters.UpdateCharacterBody> = { description: 'a tall woman with a red coat' }
const updateTemplate: Sent<typeof templates.UpdateTemplateBody> = { prompt_suffix: 'neon rain', params: { steps: 28 } }
const useTemplate: Sent<typeof templates.UseTemplateBody> = { clip_id: CLIP }
const updatePreset: Sent<typeof presets.UpdatePresetBody> = { name: 'Flux, quick look', params: { steps: 8 } }
const updateRecipe: Sent<typeof recipes.UpdateRecipeBody> = { prompt: 'a pier at dusk', seed: 7 }
const createPoolEntry: Sent<typeof pool.CreatePoolEntryBody> = { take_id: TAKE, name: 'Sunrise' }
const updatePoolEntry: Sent<typeof pool.UpdatePoolEntryBody> = { name: 'Sunrise over the pier' }

const server: Sent<typeof ServerInput> = { name: 'Render 1', url: 'http://127.0.0.1:8188' }
const serverTest: Sent<typeof ServerTestBody> = { url: 'http://127.0.0.1:8188' }

const createToken: Sent<typeof waysIn.CreateTokenBody> = { name: 'Nightly renders', scopes: ['read', 'generate'] }
const createAccessToken: Sent<typeof waysIn.CreateAccessTokenBody> = { scopes: ['read'], project_id: PROJECT }
const createShareLink: Sent<typeof waysIn.CreateShareLinkBody> = { role: 'reviewer', note: 'First cut' }
const lookShareLink: Sent<typeof waysIn.LookShareLinkBody> = { secret: CODE }
const openShareLink: Sent<typeof waysIn.OpenShareLinkBody> = { secret: CODE, name: 'Lee' }
const passkey = { id: 'aGFyYm91cg', rawId: 'aGFyYm91cg', type: 'public-key' } as const
const clientDataJSON = 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0'
const addPasskey: Sent<typeof waysIn.AddPasskeyBody> = {
  ceremony: CODE,
  name: 'Laptop',
  response: { ...passkey, response: { clientDataJSON, attestationObject: 'o2NmbXRkbm9uZQ', transports: ['internal'] } },
}
const usePasskey: Sent<typeof waysIn.UsePasskeyBody> = {
  ceremony: CODE,
  response: {
    ...passkey,
    response: { clientDataJSON, authenticatorData: 'SZYN5YgOjGh0NBcP', signature: 'MEUCIQDf', userHandle: null },
  },
}

/** Examples of the bodies about people, the library, servers and ways in, by the name of their schema. */
export const MORE_EXAMPLES: Readonly<Record<string, unknown>> = {
  SignIn: signIn,
  ChangePassword: changePassword,
  Profile: { display_name: 'Kim' },
  SetUp: setUp,
  UsePasswordReset: usePasswordReset,
  UpdateAccount: updateAccount,
  CreateInvitation: createInvitation,
  InvitationCode: { code: CODE },
  AcceptInvitation: acceptInvitation,
  AddMember: addMember,
  MemberRole: memberRole,
  UpdateCharacter: updateCharacter,
  UpdateTemplate: updateTemplate,
  UseTemplate: useTemplate,
  UpdatePreset: updatePreset,
  UpdateRecipe: updateRecipe,
  CreatePoolEntry: createPoolEntry,
  UpdatePoolEntry: updatePoolEntry,
  CopyVersion: { name: 'Music Video, second try' },
  ComfyServerInput: server,
  ComfyServerTest: serverTest,
  CreateApiToken: createToken,
  CreateAccessToken: createAccessToken,
  CreateShareLink: createShareLink,
  LookShareLink: lookShareLink,
  OpenShareLink: openShareLink,
  AddPasskey: addPasskey,
  UsePasskey: usePasskey,
  SetSecret: { value: 'sk-example-0123456789' },
  MissingMedia: { sha256: [FILE] },
}
