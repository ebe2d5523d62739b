import type { AuditKind } from '#shared/protocol/accounts.ts'

/** Something that was done, and by whom. */
export interface AuditRecord {
  /** Grows with time: `auditId` makes it. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: AuditKind
  /** Null where nobody was signed in, and for the machine. */
  readonly actorId: string | null
  readonly actor: string
  readonly address: string | null
  readonly projectId: string | null
  readonly subject: string
  readonly detail: string
}

/** What to list of the audit log. */
export interface AuditFilter {
  readonly limit: number
  /** Only what is older than the entry with this id. */
  readonly before?: string
  readonly kind?: AuditKind
  readonly actorId?: string
  readonly projectId?: string
}

/** What was done on this server that somebody may have to answer for. */
export interface AuditLog {
  append(record: AuditRecord): Promise<void>
  /** The entries that fit, newest first. */
  list(filter: AuditFilter): Promise<readonly AuditRecord[]>
  /** Forgets what is older. */
  forgetBefore(at: number): Promise<void>
}

/** An id by which entries sort by time. */
export function auditId(at: number, unique: string): string {
  return `${String(at).padStart(15, '0')}-${unique}`
}
