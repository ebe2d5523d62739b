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
    <div className="flex items-center gap-2 text-meta text-fg-2" data-preset-lacks>
      <p className="grow">
        {`These few steps rely on ${lacks.what}, which your servers lack.`}
        {lacks.files.length > 0 ? ` Put ${lacks.files.join(' and ')} into loras, or use more steps.` : ''}
      </p>
      <Button size="dense" onClick={onUse}>{`Use ${lacks.steps_without} steps`}</Button>
    </div>
  )
}
