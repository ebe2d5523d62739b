import { Check, X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { useActionHost } from '#client/session/action-host.tsx'
import { preferences } from '#client/session/preferences.ts'
import type { CatalogEntry } from '#client/session/projects.ts'
import { useReadable } from '#client/session/store.ts'
import { useInstall } from '#client/session/use-install.ts'
import { useAdministers } from '#client/session/use-administers.ts'
import type { ServerList } from '#client/session/use-servers.ts'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { count, fileSize } from '#client/ui/words.ts'
import { useSampleFacts } from './use-sample.ts'

const CLOSED = 'set-up-list'

/** What can be set up, ticked by facts. It goes when everything is done, or for good when it is closed. */
export function SetUpList({
  sample,
  servers,
}: {
  sample: CatalogEntry | null
  servers: ServerList
}): ReactElement | null {
  const host = useActionHost()
  const manages = useAdministers()
  const { closedHints } = useReadable(preferences)
  const { installed, install } = useInstall()
  const list = servers.servers ?? []
  const facts = useSampleFacts(sample, 0)
  const models = [...servers.infos.values()].reduce((sum, info) => sum + info.models.length, 0)
  const canInstall = installed || install !== null
  if (closedHints.includes(CLOSED) || (sample && (list.length > 0 || !manages) && (installed || !canInstall)))
    return null
  return (
    <section aria-label="Set up" className="rounded-card border border-line bg-panel px-5 py-3">
      <header className="flex h-9 items-center justify-between">
        <h3 className="font-semibold">Set up when you need it</h3>
        <IconButton
          icon={X}
          label="Close this list for good"
          size="dense"
          onClick={() => preferences.change({ closedHints: [...closedHints, CLOSED] })}
        />
      </header>
      <ul>
        <Step
          done={sample !== null}
          title={sample ? 'Sample project added' : 'Add the sample project'}
          action={
            sample ? null : (
              <Button aria-label="Add the sample project" onClick={() => host.run('project.open-sample')}>
                Add
              </Button>
            )
          }
        >
          {facts ? `${count(facts.takes, 'take')}, ${fileSize(facts.bytes)}` : 'A finished film to take apart'}
        </Step>
        {manages ? (
          <Step
            done={list.length > 0}
            title={list.length > 0 ? 'ComfyUI connected' : 'Connect ComfyUI'}
            action={
              list.length > 0 ? null : (
                <Button aria-label="Connect ComfyUI" onClick={() => host.run('server.add')}>
                  Connect
                </Button>
              )
            }
          >
            {list.length > 0
              ? `${count(list.length, 'server')}${models > 0 ? `, ${count(models, 'model')}` : ''}`
              : 'Until then takes are drawn by Sketch'}
          </Step>
        ) : null}
        {canInstall ? (
          <Step
            done={installed}
            title={installed ? 'App installed' : 'Install the app'}
            action={
              install ? (
                <Button aria-label="Install the app" onClick={install}>
                  Install
                </Button>
              ) : null
            }
          >
            Own window, works without a network
          </Step>
        ) : null}
      </ul>
    </section>
  )
}

function Step({
  done,
  title,
  action,
  children,
}: {
  done: boolean
  title: string
  action?: ReactNode
  children: ReactNode
}): ReactElement {
  return (
    <li className="flex items-center gap-3 border-t border-line py-3">
      <span
        role="img"
        aria-label={done ? 'Done' : 'Not done yet'}
        className={cn(
          'flex size-5 shrink-0 items-center justify-center rounded-full',
          done ? 'bg-[oklch(from_var(--ok)_l_c_h/0.18)] text-ok' : 'border border-control',
        )}
      >
        {done ? <Icon icon={Check} size={12} className="stroke-3" /> : null}
      </span>
      <div className="min-w-0 grow">
        <p className="font-medium">{title}</p>
        <p className="truncate text-meta text-fg-3">{children}</p>
      </div>
      {action}
    </li>
  )
}
