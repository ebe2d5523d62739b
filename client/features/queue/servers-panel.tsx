import { Plus, Server } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { ApiError } from '#client/api/api-client.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useAdministers } from '#client/session/use-administers.ts'
import type { ServerList } from '#client/session/use-servers.ts'
import { Button } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import type { PullWorkerBody } from '#shared/protocol/pull-workers.ts'
import type { ComfyServer } from '#shared/protocol/servers.ts'
import { ServerCard } from './server-card.tsx'
import { ServerDialog } from './server-dialog.tsx'
import { useWorkers } from './use-workers.ts'
import { WorkersList } from './workers-list.tsx'

/** The servers that make takes, and the way to add, change, pause and remove them. */
export function ServersPanel({
  list,
  adding,
  onAddingChange,
}: {
  list: ServerList
  adding: boolean
  onAddingChange: (adding: boolean) => void
}): ReactElement {
  const { api } = useServices()
  const manages = useAdministers()
  const [editing, setEditing] = useState<ComfyServer | null>(null)
  const { workers, refresh: refreshWorkers } = useWorkers()
  const servers = list.servers ?? []
  const online = servers.filter((server) => server.status === 'online' || server.status === 'working').length

  const attempt = async (work: Promise<unknown>, title: string): Promise<boolean> => {
    try {
      await work
      return true
    } catch (error) {
      const detail = error instanceof ApiError ? error.message : String(error)
      toasts.show({ tone: 'alert', title, detail })
      return false
    } finally {
      list.refresh()
      refreshWorkers()
    }
  }

  const remove = async (server: ComfyServer): Promise<void> => {
    if (!(await attempt(api.removeServer(server.id), `${server.name} could not be removed`))) return
    toasts.show({
      title: `Removed ${server.name}`,
      action: {
        label: 'Undo',
        run: () =>
          void attempt(
            api.addServer({ name: server.name, url: server.url, paused: server.paused }),
            `${server.name} could not be added again`,
          ),
      },
    })
  }

  const removeWorker = async (worker: PullWorkerBody): Promise<void> => {
    if (!(await attempt(api.removeWorker(worker.id), `${worker.name} could not be removed`))) return
    toasts.show({ title: `Removed ${worker.name}`, detail: 'It comes back when it registers again.' })
  }

  return (
    <section aria-label="Servers" className="flex h-full flex-col">
      <header className="flex min-h-14 shrink-0 items-center gap-2 px-4">
        <h2 className="text-section font-semibold">Servers</h2>
        {servers.length > 0 ? (
          <span className="text-meta text-fg-3">
            {online} of {servers.length} online
          </span>
        ) : null}
        {manages ? (
          <Button className="ml-auto" onClick={() => onAddingChange(true)}>
            <Icon icon={Plus} size={14} />
            Add server
          </Button>
        ) : null}
      </header>
      <div className="min-h-0 grow overflow-y-auto px-4 pb-4">
        {list.unreachable ? (
          <p className="rounded-card border border-line bg-panel p-4 text-meta text-fg-2">
            The sync server isn’t answering, so nothing new is known of the ComfyUI servers. What waits here is sent
            when it is back.
          </p>
        ) : servers.length === 0 && list.servers !== null ? (
          <EmptyState
            icon={Server}
            title="No ComfyUI server yet"
            action={manages ? <Button onClick={() => onAddingChange(true)}>Connect ComfyUI</Button> : null}
          >
            Until there is one, takes are drawn by Sketch, a placeholder renderer that needs no GPU.
            {manages ? null : ' An administrator of the studio connects servers.'}
          </EmptyState>
        ) : null}
        <ul className="mt-1 flex flex-col gap-3">
          {servers.map((server) => (
            <ServerCard
              key={server.id}
              server={server}
              manages={manages}
              info={list.infos.get(server.id) ?? null}
              onEdit={() => setEditing(server)}
              onPause={(paused) =>
                void attempt(
                  api.updateServer(server.id, { name: server.name, url: server.url, paused }),
                  `${server.name} could not be changed`,
                )
              }
              onRemove={() => void remove(server)}
              onTryAgain={() => void attempt(api.getServer(server.id), `${server.name} isn’t answering`)}
            />
          ))}
        </ul>
        {list.unreachable ? null : (
          <WorkersList workers={workers} manages={manages} onRemove={(worker) => void removeWorker(worker)} />
        )}
      </div>
      <ServerDialog
        open={manages && (adding || editing !== null)}
        server={editing}
        onClose={() => {
          setEditing(null)
          if (adding) onAddingChange(false)
          list.refresh()
        }}
      />
    </section>
  )
}
