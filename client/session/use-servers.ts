import { useCallback, useEffect, useState } from 'react'
import type { ComfyServer, ComfyServerInfo } from '#shared/protocol/servers.ts'
import { useServices } from './services-context.tsx'
import { useReadable } from './store.ts'

/** The ComfyUI servers as last heard of. */
export type ServerList = {
  /** Null until they were heard of once. */
  servers: readonly ComfyServer[] | null
  /** What each of those that answer runs on and holds, by id. */
  infos: ReadonlyMap<string, ComfyServerInfo>
  /** True while the sync server, which knows them, cannot be asked. */
  unreachable: boolean
  refresh(): void
}

/** How often details (free GPU memory, loaded model) are asked for while they are on screen. */
const DETAILS_MS = 15_000

const online = (server: ComfyServer): boolean => server.status === 'online' || server.status === 'working'

/** Follows the list of servers; with `details` also what they run on. */
export function useServers({ details = false }: { details?: boolean } = {}): ServerList {
  const { api, server } = useServices()
  const { answering } = useReadable(server)
  const [servers, setServers] = useState<readonly ComfyServer[] | null>(null)
  const [infos, setInfos] = useState<ReadonlyMap<string, ComfyServerInfo>>(new Map())
  const [unreachable, setUnreachable] = useState(false)
  const [round, setRound] = useState(0)
  const refresh = useCallback(() => setRound((before) => before + 1), [])

  useEffect(() => {
    // A job that starts or ends changes what its server has to do; each of its steps is told too, and changes nothing.
    const statusOf = new Map<string, string>()
    return server.onEvent((event) => {
      if (event.type === 'servers' || event.type === 'hello') refresh()
      if (!details || event.type !== 'job' || statusOf.get(event.job.id) === event.job.status) return
      statusOf.set(event.job.id, event.job.status)
      refresh()
    })
  }, [server, refresh, details])

  useEffect(() => {
    const end = new AbortController()
    api.listServers({ signal: end.signal }).then(
      (list) => {
        setServers(list)
        setUnreachable(false)
      },
      () => {
        if (!end.signal.aborted) setUnreachable(true)
      },
    )
    return () => end.abort()
  }, [api, answering, round])

  useEffect(() => {
    if (!details || !servers) return undefined
    const end = new AbortController()
    const ask = (): void => {
      for (const one of servers.filter(online)) {
        api.getServer(one.id, { signal: end.signal }).then(
          (info) => setInfos((before) => new Map(before).set(info.id, info)),
          // Its card then shows what the list says; the list knows whether it answers.
          () => undefined,
        )
      }
    }
    ask()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') ask()
    }, DETAILS_MS)
    return () => {
      end.abort()
      clearInterval(timer)
    }
  }, [api, details, servers])

  return { servers, infos, unreachable, refresh }
}
