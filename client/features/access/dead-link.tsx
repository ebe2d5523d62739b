import { Link2Off } from 'lucide-react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { buttonClass } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'

/** In place of what a link led to, where it leads nowhere. */
export function DeadLink({ title, error }: { title: string; error: unknown }): ReactElement {
  return (
    <EmptyState
      icon={Link2Off}
      title={title}
      action={
        <Link href="/" className={buttonClass({ look: 'plain', size: 'dialog' })}>
          Go to your films
        </Link>
      }
    >
      {error instanceof Error ? error.message : String(error)}
    </EmptyState>
  )
}
