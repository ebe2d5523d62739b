import { MapPinOff } from 'lucide-react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { buttonClass } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'

/** An address that names nothing here, with the way back. */
export function NotFound({
  title = 'There is no page at this address',
  children = 'The link may be old or cut off. Your films are where you left them.',
}: {
  title?: string
  children?: string
}): ReactElement {
  return (
    <EmptyState
      icon={MapPinOff}
      title={title}
      action={
        <Link href="/" className={buttonClass({ look: 'main', size: 'dialog' })}>
          Go to your films
        </Link>
      }
    >
      {children}
    </EmptyState>
  )
}
