import { useMemo } from 'react'
import { useSearch } from 'wouter'
import { filmHome, libraryHome, type CastHome } from '#client/session/library/cast-home.ts'
import { useLibrary } from '#client/session/library/use-library.ts'
import type { ProjectSession } from '#client/session/project-session.ts'
import { readLibraryPlace } from '#client/session/routes.ts'
import { useSelected } from '#client/session/store.ts'
import { useOptionalSession } from '#client/session/use-session.tsx'

/** Where what a library page shows is at home, and the film that it was opened from. */
export interface ShownHome {
  readonly home: CastHome
  readonly session: ProjectSession | null
}

/** The home that the address asks for; null while its film is being opened. */
export function useCastHome(): ShownHome | null {
  const library = useLibrary()
  const session = useOptionalSession()
  const { all } = readLibraryPlace(useSearch())
  return useMemo(() => {
    if (all) return { home: libraryHome(library), session }
    return session ? { home: filmHome(session), session } : null
  }, [all, session, library])
}

type Root = 'characters' | 'styles' | 'pool'
type Records<K extends Root> = ReturnType<CastHome['records']['get']>[K]
type Live<K extends Root> = Records<K> extends ReadonlyMap<string, infer T extends Aged> ? T : never

interface Aged {
  readonly id: string
  readonly createdAt: number
  readonly deletedAt: number | null
}

/** One root of a home as a list, without what lies in the trash, oldest first. */
export function useLive<K extends Root>(home: CastHome, root: K): readonly Live<K>[] {
  const records = useSelected(home.records, (all) => all[root]) as unknown as ReadonlyMap<string, Live<K>>
  return useMemo(() => liveOf(records), [records])
}

/** Those of a list of records that are not in the trash, oldest first. */
export function liveOf<T extends Aged>(records: ReadonlyMap<string, T>): T[] {
  return [...records.values()].filter(({ deletedAt }) => deletedAt === null).sort((a, b) => a.createdAt - b.createdAt)
}
