import type { ReactElement } from 'react'
import { EditView } from '#client/features/timeline/edit-view.tsx'

/** The cut of one film. */
export default function EditPage(): ReactElement {
  return <EditView />
}
