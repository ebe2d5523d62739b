import type { LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'
import { Icon } from './icon-button.tsx'

/** What an empty place is for, and the one thing to do there. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}): ReactElement {
  return (
    <div className={cn('mx-auto flex max-w-80 flex-col items-center gap-2 px-4 py-10 text-center', className)}>
      <Icon icon={icon} size={20} className="text-fg-3" />
      <h2 className="text-title font-semibold">{title}</h2>
      {children ? <div className="text-body text-fg-2">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
