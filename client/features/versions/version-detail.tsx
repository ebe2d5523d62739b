import { ArrowLeft, Bookmark, CopyPlus, Ellipsis, RotateCcw, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useProject, useSession } from '#client/session/use-session.tsx'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { Button } from '#client/ui/button.tsx'
import { ErrorPanel } from '#client/ui/error-panel.tsx'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { Menu, MenuItem } from '#client/ui/menu.tsx'
import { Tabs } from '#client/ui/tabs.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { fileSize } from '#client/ui/words.ts'
import { compareVersions, type VersionChange } from '#shared/document/versions/compare.ts'
import { DeleteVersionDialog } from './delete-version-dialog.tsx'
import { NameVersionDialog } from './name-version-dialog.tsx'
import { useVersionContent, type VersionReading } from './use-versions.ts'
import { VersionChanges } from './version-changes.tsx'
import { openAsCopy, restore } from './version-edits.ts'
import { VersionPreview } from './version-preview.tsx'
import { longMoment, placeWords, versionTitle } from './version-words.ts'

/** What is shown of a version. */
export type VersionTab = 'film' | 'changes'

/** One version: what it held, what is different since, and what can be done with it. */
export function VersionDetail({
  version,
  tab,
  onTab,
  onBack,
}: {
  version: ListedVersion
  tab: VersionTab
  onTab: (tab: VersionTab) => void
  /** Goes back to the list, where it has no place beside this. */
  onBack: (() => void) | null
}): ReactElement {
  const reading = useVersionContent(version)
  const now = useProject()
  const changes = useMemo(
    () => (reading.state === 'read' ? compareVersions(reading.snapshot, now) : null),
    [reading, now],
  )
  return (
    <section aria-label={`Version ${versionTitle(version)}`} className="@container flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2.5 border-b border-line px-4 py-3">
        <div className="flex min-w-0 grow basis-72 items-start gap-2">
          {onBack ? (
            <IconButton icon={ArrowLeft} label="All versions" size="touch" className="-ml-3" onClick={onBack} />
          ) : null}
          <div className="min-w-0">
            <h2 className="truncate text-section font-semibold">{versionTitle(version)}</h2>
            <p className="text-meta text-fg-2">
              {longMoment(version.at)}
              {version.author ? `, ${version.author}` : ''}
            </p>
            <p className="text-meta text-fg-3">
              {fileSize(version.bytes)} {placeWords(version)}
            </p>
          </div>
        </div>
        <VersionButtons version={version} reading={reading} isSame={changes?.length === 0} />
      </header>
      <Reading reading={reading} changes={changes} tab={tab} onTab={onTab} />
    </section>
  )
}

function Reading({
  reading,
  changes,
  tab,
  onTab,
}: {
  reading: VersionReading
  changes: readonly VersionChange[] | null
  tab: VersionTab
  onTab: (tab: VersionTab) => void
}): ReactElement {
  const { projectId } = useSession()
  switch (reading.state) {
    case 'reading':
      return <Patience />
    case 'failed':
      return (
        <ErrorPanel title="This version cannot be read now" error={reading.error} onRetry={reading.retry}>
          The film and the other versions are safe.
        </ErrorPanel>
      )
    case 'read':
      return (
        <Tabs
          label="What to see of this version"
          className="min-h-0 grow"
          value={tab}
          onChange={onTab}
          tabs={[
            { value: 'film', label: 'The film then', content: <VersionPreview snapshot={reading.snapshot} /> },
            {
              value: 'changes',
              label: 'Changes since',
              count: changes?.length,
              content: <VersionChanges key={projectId} projectId={projectId} changes={changes ?? []} />,
            },
          ]}
        />
      )
  }
}

/** Says what is being waited for, but only where it takes a moment. */
function Patience(): ReactElement {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p role="status" className="px-4 py-6 text-fg-2">
      {slow ? 'Reading this version' : ''}
    </p>
  )
}

function VersionButtons({
  version,
  reading,
  isSame,
}: {
  version: ListedVersion
  reading: VersionReading
  /** Whether restoring it would change nothing. */
  isSame: boolean
}): ReactElement {
  const services = useServices()
  const session = useSession()
  const [, navigate] = useLocation()
  const [asking, setAsking] = useState<'name' | 'delete' | null>(null)
  const [busy, setBusy] = useState(false)
  const act = async (failed: string, work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      const detail = `${error instanceof Error ? error.message : String(error)} Nothing was changed.`
      toasts.show({ tone: 'alert', title: failed, detail })
    } finally {
      setBusy(false)
    }
  }
  const refusal = useReadable(session.whyNotChange)
  const hindrance = session.isFromNewer
    ? 'A newer version of the app has edited this film. Reload to restore versions'
    : refusal !== null
      ? refusal
      : reading.state === 'read' && reading.isNewer
        ? 'A newer version of the app kept it. Reload to restore it'
        : isSame
          ? 'The film reads as it did in this version'
          : null
  const ready = reading.state === 'read' && !busy
  return (
    <div className="flex flex-col items-start gap-1 @min-[690px]:items-end">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="main"
          disabled={!ready || hindrance !== null}
          onClick={() => void act('This version was not restored', () => restore(session, services, version))}
        >
          <Icon icon={RotateCcw} className="max-sm:hidden" />
          Restore
        </Button>
        <Button
          disabled={!ready}
          onClick={() =>
            void act('No film was made of this version', async () =>
              navigate(await openAsCopy(session, services, version)),
            )
          }
        >
          <Icon icon={CopyPlus} className="max-sm:hidden" />
          Open as copy
        </Button>
        <Button onClick={() => setAsking('name')}>
          <Icon icon={Bookmark} className="max-sm:hidden" />
          {version.name === null ? 'Name' : 'Rename'}
        </Button>
        <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More for this version" />}>
          {/* A dialog that opens while the menu closes would lose the focus to it. */}
          <MenuItem icon={Trash2} danger onSelect={() => setTimeout(() => setAsking('delete'))}>
            Delete
          </MenuItem>
        </Menu>
      </div>
      {hindrance === null ? null : <p className="text-meta text-fg-2">{hindrance}</p>}
      {asking === 'name' ? (
        <NameVersionDialog
          title={version.name === null ? 'Name this version' : 'Rename this version'}
          hint="A version with a name stays until somebody deletes it."
          before={version.name}
          action={version.name === null ? 'Name version' : 'Rename version'}
          onName={(name) => services.versions.rename(version, name)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'delete' ? <DeleteVersionDialog version={version} onClose={() => setAsking(null)} /> : null}
    </div>
  )
}
