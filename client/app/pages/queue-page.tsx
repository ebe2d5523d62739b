import type { ReactElement } from 'react'
import { QueueView } from '#client/features/queue/queue-view.tsx'

/** `/queue`. */
export default function QueuePage(): ReactElement {
  return <QueueView />
}
