import { useCallback, useEffect, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { ErrorPanel } from '#client/ui/error-panel.tsx'
import { Select } from '#client/ui/select.tsx'
import { EntityId } from '#shared/model/ids.ts'
import { AuditKind, type AuditEntryBody } from '#shared/protocol/accounts.ts'
import { AUDIT_WORDS, momentOf } from './access-words.ts'

const EVERYTHING = 'everything'

const KINDS = [
  { value: EVERYTHING, label: 'Everything' },
  ...AuditKind.options.map((kind) => ({ value: kind, label: capital(AUDIT_WORDS[kind]) })),
] as const

/** What was done on the server, newest first, for administrators. */
export function AuditSection(): ReactElement {
  const { api, projects } = useServices()
  const [kind, setKind] = useState<AuditKind | typeof EVERYTHING>(EVERYTHING)
  const [page, setPage] = useState<{ items: readonly AuditEntryBody[]; next: string | null } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const read = useCallback(
    async (cursor: string | null, signal?: AbortSignal): Promise<void> => {
      setError(null)
      try {
        const query = { ...(kind === EVERYTHING ? {} : { kind }), ...(cursor === null ? {} : { cursor }) }
        const { items, next_cursor: next } = await api.access.listAudit(query, signal ? { signal } : {})
        setPage((before) => ({ items: cursor === null ? items : [...(before?.items ?? []), ...items], next }))
      } catch (failure) {
        if (!signal?.aborted) setError(failure)
      }
    },
    [api, kind],
  )
  useEffect(() => {
    const ends = new AbortController()
    void read(null, ends.signal)
    return () => ends.abort()
  }, [read])
  const filmName = (id: string): string => projects.entries.get().find((film) => film.id === id)?.name ?? 'a film'
  return (
    <>
      <Select label="Show" className="mb-3 max-w-64" value={kind} options={KINDS} onChange={setKind} />
      {error === null ? null : (
        <ErrorPanel title="The audit log could not be read" onRetry={() => void read(null)}>
          {error instanceof Error ? error.message : String(error)}
        </ErrorPanel>
      )}
      {page?.items.length === 0 ? <p className="text-fg-3">Nothing of the kind has happened yet.</p> : null}
      {page && page.items.length > 0 ? (
        <ol aria-label="Audit log">
          {page.items.map((entry) => (
            <li key={entry.id} className="border-b border-line py-2">
              <p>
                <span className="font-medium">{entry.actor || 'Somebody'}</span> {AUDIT_WORDS[entry.kind]}
                {entry.subject && !isId(entry.subject) ? <>: {entry.subject}</> : null}
                {entry.project_id === null ? null : <> in {filmName(entry.project_id)}</>}
              </p>
              <p className="text-meta text-fg-3">
                <time dateTime={entry.at}>{momentOf(entry.at)}</time>
                {entry.address ? `, from ${entry.address}` : ''}
                {entry.detail ? `, ${entry.detail}` : ''}
              </p>
            </li>
          ))}
        </ol>
      ) : null}
      {page?.next ? (
        <Button size="dialog" className="mt-4" onClick={() => void read(page.next)}>
          Show earlier ones
        </Button>
      ) : null}
    </>
  )
}

/** What has no name of its own is told by its id, which says nothing to people. */
function isId(subject: string): boolean {
  return EntityId.safeParse(subject).success
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
