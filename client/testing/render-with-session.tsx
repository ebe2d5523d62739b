import { render } from '@testing-library/react'
import type { RenderResult } from '@testing-library/react'
import type { ReactNode } from 'react'
import type { ProjectSession } from '../session/project-session.ts'
import { ServicesProvider } from '../session/services-context.tsx'
import type { ClientServices } from '../session/services-context.tsx'
import { SessionProvider } from '../session/use-session.tsx'

/** Renders views inside of an open film. */
export function renderWithSession(
  services: ClientServices,
  session: ProjectSession | null,
  children: ReactNode,
): RenderResult {
  return render(
    <ServicesProvider services={services}>
      <SessionProvider session={session}>{children}</SessionProvider>
    </ServicesProvider>,
  )
}
