import { ChevronsUp, Clapperboard, Lock, LockOpen } from 'lucide-react'
import type { ReactElement } from 'react'
import type { GenerationSettings } from '#shared/model/settings.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuChoice } from '../../ui/menu.tsx'

/** Where the seed of the next take comes from. */
export type SeedSource = 'random' | 'fixed' | NonNullable<GenerationSettings['seedMode']>

const SOURCES = {
  random: { label: 'New for each take', icon: LockOpen },
  fixed: { label: 'Always this one', icon: Lock },
  increment: { label: 'Count up with each take', icon: ChevronsUp },
  scene: { label: 'One for the whole scene', icon: Clapperboard },
} as const

/** Chooses where the seed comes from. */
export function SeedMenu({
  value,
  onChange,
}: {
  value: SeedSource
  onChange: (source: SeedSource) => void
}): ReactElement {
  const { label, icon } = SOURCES[value]
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={icon} label={`Seed: ${label.toLowerCase()}`} pressed={value !== 'random'} />}
    >
      <MenuChoice
        value={value}
        options={(['random', 'fixed', 'increment', 'scene'] as const).map((one) => ({
          value: one,
          label: SOURCES[one].label,
        }))}
        onChange={onChange}
      />
    </Menu>
  )
}
