import { Eye } from 'lucide-react'
import { useMemo, type ReactElement, type ReactNode } from 'react'
import { useReadable, type Readable } from '#client/session/store.ts'
import { EditLockProvider } from '#client/ui/edit-lock.tsx'
import { Icon } from '#client/ui/icon-button.tsx'

/** What a page changes: a film, or the library. */
interface Changeable {
  readonly whyNotChange: Readable<string | null>
  /** Absent where there is nothing to mark. */
  readonly whyNotMark?: Readable<string | null>
}

/** Locks the controls of a page where the role says so, and says why over them. */
export function ReadOnly({ of, children }: { of: Changeable; children: ReactNode }): ReactElement {
  const edits = useReadable(of.whyNotChange)
  const marks = useReadable(of.whyNotMark ?? of.whyNotChange)
  const lock = useMemo(() => ({ edits, marks }), [edits, marks])
  return (
    <EditLockProvider lock={lock}>
      <div className="flex h-full flex-col">
        <div role="status" className="shrink-0">
          {edits === null ? null : (
            <p className="flex items-center gap-2 border-b border-line bg-panel px-4 py-1.5 text-meta text-fg-2">
              <Icon icon={Eye} size={14} className="shrink-0" />
              <span>
                <b className="font-medium text-fg">Read-only.</b> {edits}
              </span>
            </p>
          )}
        </div>
        <div className="min-h-0 grow">{children}</div>
      </div>
    </EditLockProvider>
  )
}
