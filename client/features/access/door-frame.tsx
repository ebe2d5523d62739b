import type { ReactElement, ReactNode } from 'react'

/** The page of one door: a heading, what it is for, and the form. */
export function DoorFrame({
  title,
  lead,
  children,
}: {
  title: string
  lead?: ReactNode
  children?: ReactNode
}): ReactElement {
  return (
    <div className="h-full overflow-y-auto">
      <section aria-labelledby="door-heading" className="mx-auto w-full max-w-sm px-4 py-8 sm:py-14">
        <h2 id="door-heading" className="text-page font-semibold">
          {title}
        </h2>
        {lead ? <p className="mt-1.5 text-body text-fg-2">{lead}</p> : null}
        <div className="mt-6 flex flex-col gap-4">{children}</div>
      </section>
    </div>
  )
}

/** What went wrong with the whole form; read out when it comes. */
export function FormProblem({ children }: { children: string | null }): ReactElement {
  return (
    <p role="alert" className="text-body text-bad empty:hidden">
      {children}
    </p>
  )
}
