import type { ReactElement } from 'react'
import { useAccessSections } from '#client/features/access/use-access-sections.ts'
import { SettingsView } from '#client/features/settings/settings-view.tsx'

/** `/settings/:section?`. */
export default function SettingsPage({ section }: { section: string | null }): ReactElement {
  return <SettingsView section={section} access={useAccessSections()} />
}
