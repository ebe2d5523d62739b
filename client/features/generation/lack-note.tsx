import type { ReactElement } from 'react'
import type { ServerPreset } from '#shared/protocol/servers.ts'
import { Button } from '../../ui/button.tsx'

/** What a preset relies on and the servers have not, with the number of steps that does without. */
export function LackNote({
  lacks,
  onUse,
}: {
  lacks: NonNullable<ServerPreset['lacks']>
  onUse: () => void
}): ReactElement {
  return (
    <div className="space-y-1.5 text-meta text-fg-2" data-preset-lacks>
      <p className="wrap-anywhere">
        {`These few steps rely on ${lacks.what}, which your servers lack.`}
        {lacks.files.length > 0 ? ` Put ${lacks.files.join(' and ')} into loras, or use more steps.` : ''}
      </p>
      <Button size="dense" onClick={onUse}>{`Use ${lacks.steps_without} steps`}</Button>
    </div>
  )
}
