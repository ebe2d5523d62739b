import type { ReactElement } from 'react'
import { PresetsView } from '#client/features/library/presets-view.tsx'

/** `/presets/:id?`. */
export default function PresetsPage({ itemId }: { itemId: string | null }): ReactElement {
  return <PresetsView itemId={itemId} />
}
