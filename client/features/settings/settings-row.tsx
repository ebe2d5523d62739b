import type { ReactElement, ReactNode } from 'react'

/** One setting: words at the left, its control at the right. */
export function SettingsRow({
  title,
  hint,
  children,
}: {
  title: string
  hint?: ReactNode
  children?: ReactNode
}): ReactElement {
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3">
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">{title}</p>
        {hint ? <p className="text-meta text-fg-3">{hint}</p> : null}
      </div>
      {children}
    </div>
  )
}
