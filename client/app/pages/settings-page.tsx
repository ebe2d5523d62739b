import type { ReactElement } from 'react'
import { SettingsView } from '#client/features/settings/settings-view.tsx'

/** `/settings/:section?`. */
export default function SettingsPage({ section }: { section: string | null }): ReactElement {
  return <SettingsView section={section} />
}
