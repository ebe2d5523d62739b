import type { ReactElement } from 'react'
import { cn } from './cn.ts'
import { showKeys } from './keys.ts'

/** A binding as key caps: `keys` as in `Action.keys`, "mod+k" or "g h". */
export function Kbd({ keys, className }: { keys: string; className?: string }): ReactElement {
  return (
    <span className="inline-flex shrink-0 gap-1">
      {showKeys(keys).map((press, index) => (
        <kbd
          key={index}
          className={cn(
            'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-clip border border-line-strong px-1',
            'font-sans text-tag leading-none font-medium text-fg-3',
            className,
          )}
        >
          {press}
        </kbd>
      ))}
    </span>
  )
}
