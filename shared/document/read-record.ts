import type { ZodType } from 'zod'
import type { PlainFields } from './entity-fields.ts'

/**
 * A frozen record from raw fields, or null where not even its identity is right. `defaults` say what a field reads as
 * where the document has none or has nonsense: documents come from other machines, other versions and other people, and
 * one bad field must not take the film with it.
 */
export function readRecord<T extends object>(schema: ZodType<T>, raw: PlainFields, defaults: PlainFields): T | null {
  const whole = schema.safeParse({ ...defaults, ...raw })
  if (whole.success) return Object.freeze(whole.data)
  const broken = new Set(whole.error.issues.map((issue) => issue.path[0]))
  const kept = Object.fromEntries(Object.entries(raw).filter(([key]) => !broken.has(key)))
  const mended = schema.safeParse({ ...defaults, ...kept })
  return mended.success ? Object.freeze(mended.data) : null
}
