import type { ReactElement } from 'react'
import { RecipesView } from '#client/features/library/recipes-view.tsx'

/** `/recipes/:id?`. */
export default function RecipesPage({ itemId }: { itemId: string | null }): ReactElement {
  return <RecipesView itemId={itemId} />
}
