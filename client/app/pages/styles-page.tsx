import type { ReactElement } from 'react'
import { StylesView } from '#client/features/library/styles-view.tsx'

/** `/styles/:id?`. */
export default function StylesPage({ itemId }: { itemId: string | null }): ReactElement {
  return <StylesView itemId={itemId} />
}
