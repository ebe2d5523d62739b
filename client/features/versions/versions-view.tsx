import { BookmarkPlus, History } from 'lucide-react'
import { useEffect, useRef, type ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import { filmPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useSession } from '#client/session/use-session.tsx'
import type { VersionList } from '#client/session/versions/follow-versions.ts'
import { announce } from '#client/ui/announcer.tsx'
import { Button } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { useMediaQuery } from '#client/ui/use-media-query.ts'
import { NameVersionDialog } from './name-version-dialog.tsx'
import { useVersionList } from './use-versions.ts'
import { SAVE_DIALOG } from './version-actions.ts'
import { VersionDetail, type VersionTab } from './version-detail.tsx'
import { saveVersion } from './version-edits.ts'
import { VersionRows } from './version-list.tsx'

/** The versions of a film: the list at the left, the chosen one beside it; one of the two where there is no room for both. */
export function VersionsView(): ReactElement {
  const services = useServices()
  const session = useSession()
  const list = useVersionList()
  const both = useMediaQuery('(min-width: 768px)')
  const [, navigate] = useLocation()
  const params = new URLSearchParams(useSearch())
  const [saving, setSaving] = useDialogParam(SAVE_DIALOG)
  const asked = params.get('version')
  const tab: VersionTab = params.get('tab') === 'changes' ? 'changes' : 'film'
  const chosen = list.versions.find(({ id }) => id === asked) ?? (both ? (list.versions[0] ?? null) : null)
  const isLost = asked !== null && chosen?.id !== asked && list.looked && list.server !== 'asking'

  const show = (change: { version?: string | null; tab?: VersionTab }, replace: boolean): void => {
    const next = new URLSearchParams(location.search)
    next.delete('dialog')
    if (change.version !== undefined) {
      if (change.version === null) next.delete('version')
      else next.set('version', change.version)
    }
    if (change.tab === 'changes') next.set('tab', 'changes')
    else if (change.tab === 'film') next.delete('tab')
    const query = next.toString()
    navigate(`${filmPath(session.projectId, 'versions')}${query ? `?${query}` : ''}`, { replace })
  }
  useForgetLost(isLost, () => show({ version: null }, true))

  const rows = (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-4 py-2.5">
        <h2 className="grow text-title font-semibold">Versions</h2>
        <Button look={chosen ? 'plain' : 'main'} onClick={() => setSaving(true)}>
          <Icon icon={BookmarkPlus} />
          Save a version
        </Button>
      </div>
      <Notices list={list} />
      <div className="min-h-0 grow overflow-y-auto">
        {list.versions.length > 0 ? (
          <VersionRows
            versions={list.versions}
            chosenId={chosen?.id ?? null}
            now={services.clock.now()}
            onChoose={(id) => show({ version: id }, both)}
          />
        ) : list.looked && list.server !== 'asking' ? (
          <EmptyState icon={History} title="No versions yet">
            While you work a version is kept every ten minutes, and before anything that deletes or replaces much. Save
            one yourself before you try something out.
          </EmptyState>
        ) : null}
      </div>
    </div>
  )
  const detail = chosen ? (
    <VersionDetail
      key={chosen.id}
      version={chosen}
      tab={tab}
      onTab={(next) => show({ tab: next }, true)}
      onBack={both ? null : () => show({ version: null }, true)}
    />
  ) : null

  return (
    <div className="flex h-full min-h-0">
      {both || !detail ? (
        <div className="min-h-0 shrink-0 max-md:w-full md:w-72 md:border-r md:border-line lg:w-80">{rows}</div>
      ) : null}
      {detail ? <div className="min-h-0 min-w-0 grow">{detail}</div> : null}
      {saving ? (
        <NameVersionDialog
          title="Save a version"
          hint="The whole film as it is now: scenes, clips, prompts, picks and settings. It stays until somebody deletes it."
          before={null}
          action="Save version"
          onName={async (name) => {
            const version = await saveVersion(session, services, name ?? '')
            announce(`Saved ${version.name}`)
            show({ version: version.id }, true)
          }}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </div>
  )
}

/** A link may name a version that has gone: the list is shown then. */
function useForgetLost(isLost: boolean, forget: () => void): void {
  const latest = useRef(forget)
  useEffect(() => {
    latest.current = forget
  })
  useEffect(() => {
    if (!isLost) return
    announce('That version is no longer kept')
    latest.current()
  }, [isLost])
}

/** What is missing from the list, and what could not be kept. */
function Notices({ list }: { list: VersionList }): ReactElement {
  const { versions } = useServices()
  const problem = useReadable(versions.problem)
  return (
    <div role="status" className="shrink-0 text-meta text-fg-2">
      {list.server === 'away' ? (
        <p className="border-b border-line px-4 py-2">
          The server isn’t answering: versions that only it has come when it does. Those of this device are here.
        </p>
      ) : null}
      {problem === null ? null : (
        <p className="border-b border-line px-4 py-2">
          The last version could not be kept on this device: {problem} The film itself is safe.
        </p>
      )}
    </div>
  )
}
