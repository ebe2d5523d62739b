import { z } from 'zod'

/** Every entity of a project (project, scene, clip, take, job) is named by a UUID, made where it is born. */
export const EntityId = z.uuid()
export type EntityId = z.infer<typeof EntityId>

/** The hash that names a media file: SHA-256 of its bytes, 64 lower-case hexadecimal digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits')
export type Sha256 = z.infer<typeof Sha256>
