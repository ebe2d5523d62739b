import type { ReactElement } from 'react'
import { Home } from '#client/features/projects/home.tsx'

/** `/`. */
export default function HomePage(): ReactElement {
  return <Home />
}
