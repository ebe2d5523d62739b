import { createContext, useContext, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'

/** Why the person at this screen may not change what it shows, in words; null where they may. */
export interface EditLock {
  /** Of the film itself. */
  readonly edits: string | null
  /** Of stars and rejections, which reviewers may set. */
  readonly marks: string | null
}

const OPEN: EditLock = { edits: null, marks: null }
const LockContext = createContext<EditLock>(OPEN)

/** Locks every control below that edits. What only looks goes on working. */
export function EditLockProvider({ lock, children }: { lock: EditLock; children: ReactNode }): ReactElement {
  return <LockContext value={lock}>{children}</LockContext>
}

/** What is locked here. */
export function useEditLock(): EditLock {
  return useContext(LockContext)
}

/** What a control does that may be locked: `edits` changes the film, `marks` stars or rejects. Absent: it only looks. */
export type LockedBy = keyof EditLock

/** The reason why a control of this kind is disabled; null where it is not. */
export function useLocked(by: LockedBy | undefined): string | null {
  const lock = useEditLock()
  return by === undefined ? null : lock[by]
}

/** A group of controls that all edit: disabled as a whole where the film is locked. */
export function EditFieldset({ className = 'contents', children }: { className?: string; children: ReactNode }) {
  return (
    <fieldset disabled={useLocked('edits') !== null} className={cn('min-w-0', className)}>
      {children}
    </fieldset>
  )
}
