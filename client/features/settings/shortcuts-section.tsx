import type { ReactElement } from 'react'
import { useActionHost } from '#client/session/action-host.tsx'
import { preferences } from '#client/session/preferences.ts'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { Switch } from '#client/ui/switch.tsx'
import { SettingsRow } from './settings-row.tsx'

/** How the keyboard works. */
export function ShortcutsSection(): ReactElement {
  const host = useActionHost()
  const { singleKeys } = useReadable(preferences)
  return (
    <>
      <div className="border-b border-line py-3">
        <Switch
          label={<b className="font-medium">Single keys</b>}
          hint="Keys without Cmd, Ctrl or Alt run commands. Switch them off if speech or other tools press keys for you."
          checked={singleKeys}
          onChange={(on) => preferences.change({ singleKeys: on })}
        />
      </div>
      <SettingsRow
        title="All shortcuts"
        hint="Letters follow your keyboard layout, digits and punctuation their place."
      >
        <Button onClick={() => host.run('app.shortcuts')}>Show all shortcuts</Button>
      </SettingsRow>
    </>
  )
}
