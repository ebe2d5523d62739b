import { z } from 'zod'

/** Closed set of the secrets that administrators keep on a server for services that it uses. */
export const SecretName = z.enum(['openai-api-key']).meta({ description: 'openai-api-key: for video by OpenAI' })
export type SecretName = z.infer<typeof SecretName>

/** Whether a secret is kept. What it is, nothing ever answers. */
export const SecretBody = z
  .object({
    name: SecretName,
    is_set: z.boolean(),
    set_at: z.string().nullable().meta({ description: 'ISO 8601', format: 'date-time' }),
  })
  .meta({ id: 'Secret' })
export type SecretBody = z.infer<typeof SecretBody>

/** Body of `PUT /secrets/{name}`. */
export const SetSecretBody = z
  .object({
    // It goes into a header of requests.
    value: z
      .string()
      .trim()
      .min(8)
      .max(500)
      .regex(/^[\x21-\x7e]+$/, 'only letters, digits and signs are possible'),
  })
  .meta({ id: 'SetSecret' })
