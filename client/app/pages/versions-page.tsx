import type { ReactElement } from 'react'
import { VersionsView } from '#client/features/versions/versions-view.tsx'

/** `/p/:id/versions`. */
export default function VersionsPage(): ReactElement {
  return <VersionsView />
}
