import { useCallback, useEffect, useMemo, useState } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useSession } from '#client/session/use-session.tsx'
import type { VersionList } from '#client/session/versions/follow-versions.ts'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { snapshotOfContent, type FilmContent } from '#shared/document/film-content.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { SCHEMA_VERSION } from '#shared/model/project.ts'

const NOTHING: VersionList = { versions: [], looked: false, server: 'asking' }

/** The versions of the open film, here and on the server, followed while the view is on screen. */
export function useVersionList(): VersionList {
  const { versions } = useServices()
  const session = useSession()
  const [list, setList] = useState(NOTHING)
  useEffect(() => {
    const followed = versions.follow(session)
    const read = (): void => setList(followed.get())
    const unsubscribe = followed.subscribe(read)
    read()
    return () => {
      unsubscribe()
      followed.stop()
    }
  }, [versions, session])
  return list
}

/** What a version holds, as far as it has been read. */
export type VersionReading =
  | { readonly state: 'reading' }
  | { readonly state: 'read'; readonly snapshot: ProjectSnapshot; readonly isNewer: boolean }
  | { readonly state: 'failed'; readonly error: unknown; readonly retry: () => void }

interface Read {
  readonly id: string
  readonly round: number
  readonly content?: FilmContent
  readonly error?: unknown
}

/** Reads what a version holds. `isNewer` tells that a newer app kept it, so that it can be looked at, not restored. */
export function useVersionContent(version: ListedVersion): VersionReading {
  const { versions } = useServices()
  const [read, setRead] = useState<Read | null>(null)
  const [round, setRound] = useState(0)
  const { id } = version
  useEffect(() => {
    let left = false
    versions.content(version).then(
      (content) => !left && setRead({ id, round, content }),
      (error: unknown) => !left && setRead({ id, round, error }),
    )
    return () => {
      left = true
    }
    // The same version stays the same, whatever is learnt of where it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [versions, id, round])
  const retry = useCallback(() => setRound((before) => before + 1), [])
  return useMemo(() => {
    if (read?.id !== id || read.round !== round) return { state: 'reading' }
    if (!read.content) return { state: 'failed', error: read.error, retry }
    const { schemaVersion } = read.content.meta
    const isNewer = typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION
    return { state: 'read', snapshot: snapshotOfContent(read.content), isNewer }
  }, [read, id, round, retry])
}
