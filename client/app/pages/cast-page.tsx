import type { ReactElement } from 'react'
import { CastView } from '#client/features/library/cast-view.tsx'

/** `/cast/:id?`. */
export default function CastPage({ itemId }: { itemId: string | null }): ReactElement {
  return <CastView itemId={itemId} />
}
