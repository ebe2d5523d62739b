import type { ReactElement } from 'react'
import { ClipContextMenu } from '#client/features/clips/clip-context-menu.tsx'
import { EditView } from '#client/features/timeline/edit-view.tsx'

/** The cut of one film. */
export default function EditPage(): ReactElement {
  return (
    <ClipContextMenu onOpenViewer={null}>
      <EditView />
    </ClipContextMenu>
  )
}
