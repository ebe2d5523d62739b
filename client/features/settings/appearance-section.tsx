import { Monitor, Moon, Sun } from 'lucide-react'
import type { ReactElement } from 'react'
import { preferences } from '#client/session/preferences.ts'
import { useReadable } from '#client/session/store.ts'
import { Segmented } from '#client/ui/segmented.tsx'
import { SettingsRow } from './settings-row.tsx'

/** Dark, light, or as the system is. */
export function AppearanceSection(): ReactElement {
  const { theme } = useReadable(preferences)
  return (
    <SettingsRow title="Theme" hint="Pictures keep the same dark surround for their tags in both.">
      <Segmented
        label="Theme"
        value={theme}
        onChange={(next) => preferences.change({ theme: next })}
        options={[
          { value: 'dark', label: 'Dark', icon: Moon },
          { value: 'light', label: 'Light', icon: Sun },
          { value: 'system', label: 'System', icon: Monitor },
        ]}
      />
    </SettingsRow>
  )
}
