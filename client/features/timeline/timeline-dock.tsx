import type { ReactElement } from 'react'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { TimelineSurface } from './timeline-surface.tsx'

/** The timeline under the board. */
export function TimelineDock(): ReactElement {
  const phone = useIsPhone()
  return <TimelineSurface form="dock" editable={!phone} />
}
