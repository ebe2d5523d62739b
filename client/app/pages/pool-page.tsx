import type { ReactElement } from 'react'
import { PoolView } from '#client/features/library/pool-view.tsx'

/** `/pool/:id?`. */
export default function PoolPage({ itemId }: { itemId: string | null }): ReactElement {
  return <PoolView itemId={itemId} />
}
