import { auditId, type AuditLog, type AuditRecord } from '#server/storage/audit-log.ts'
import type { AuditKind } from '#shared/protocol/accounts.ts'
import type { Identity } from './identity.ts'

/** Something to note. What is absent is not known, or says nothing. */
export interface AuditNote {
  readonly kind: AuditKind
  /** Null where nobody was signed in. */
  readonly actor: Pick<Identity, 'accountId' | 'name'> | null
  readonly address?: string | null
  readonly projectId?: string | null
  readonly subject?: string
  /** Never a secret. */
  readonly detail?: string
}

/** Characters that are kept of a text. */
const MOST_CHARACTERS = 500

const DAY = 24 * 60 * 60_000

/** Milliseconds for which entries are kept. */
const KEPT_MS = 2 * 365 * DAY

/** Notes what somebody may have to answer for. */
export class Audit {
  readonly #log: AuditLog
  readonly #now: () => number
  readonly #newId: () => string
  #sweptAt = 0

  constructor(log: AuditLog, now: () => number, newId: () => string) {
    this.#log = log
    this.#now = now
    this.#newId = newId
  }

  /** Resolves once it is kept. */
  async note({ kind, actor, address = null, projectId = null, subject = '', detail = '' }: AuditNote): Promise<void> {
    const at = this.#now()
    const record: AuditRecord = {
      id: auditId(at, this.#newId()),
      at,
      kind,
      actorId: actor?.accountId ?? null,
      actor: actor?.name ?? '',
      address,
      projectId,
      subject: subject.slice(0, MOST_CHARACTERS),
      detail: detail.slice(0, MOST_CHARACTERS),
    }
    await this.#log.append(record)
    if (at < this.#sweptAt + DAY) return
    this.#sweptAt = at
    await this.#log.forgetBefore(at - KEPT_MS)
  }
}
