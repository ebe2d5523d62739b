import type { FilmVersion } from '#shared/model/version.ts'
import { versionOfBody } from '#shared/protocol/versions.ts'
import { ApiError } from '../../api/api-client.ts'
import type { ApiClient } from '../../api/api-client.ts'
import type { StoredVersion, VersionStore } from '../../storage/version-store.ts'
import type { SyncDocument } from '../../sync/sync-document.ts'
import type { ServerLink } from '../server-link.ts'
import { writable } from '../store.ts'
import type { Readable } from '../store.ts'
import { mergeVersions } from './merge-versions.ts'
import type { ListedVersion } from './merge-versions.ts'

/** A film whose versions are followed. */
export interface FollowedFilm {
  readonly projectId: string
  readonly projectSync: Pick<SyncDocument, 'relay'>
}

/** Where versions are found. */
export interface VersionSources {
  readonly store: Pick<VersionStore, 'list' | 'subscribe'>
  readonly api: Pick<ApiClient, 'listVersions'>
  readonly server: Pick<ServerLink, 'get' | 'onEvent'>
}

/** The versions of one film as far as they are known. */
export interface VersionList {
  readonly versions: readonly ListedVersion[]
  /** False until this device has been looked through. */
  readonly looked: boolean
  /** `away`: it could not be asked, so what only it has is missing here. */
  readonly server: 'asking' | 'answered' | 'away'
}

/** A list that is kept up until it is stopped. */
export type FollowedVersions = Readable<VersionList> & { stop(): void }

/**
 * Follows the versions of an open film, on this device and on the server. `onServerChanged` takes the function that asks
 * the server again and returns the way to forget it.
 */
export function followVersions(
  { projectId, projectSync: { relay } }: FollowedFilm,
  { store, api, server }: VersionSources,
  onServerChanged: (ask: () => void) => () => void,
): FollowedVersions {
  const list = writable<VersionList>({ versions: [], looked: false, server: 'asking' })
  let device: readonly StoredVersion[] = []
  let there: readonly FilmVersion[] | null = null
  let stopped = false
  const patch = (change: Partial<VersionList>): void => {
    if (!stopped) list.set({ ...list.get(), ...change, versions: mergeVersions(device, there) })
  }
  const look = async (): Promise<void> => {
    // A tab that a newer app has overtaken can no longer read: it shows what it knew.
    device = await store.list(projectId).catch(() => device)
    patch({ looked: true })
  }
  const ask = async (): Promise<void> => {
    // Where the film itself is not in step there is no server, or none that knows this film yet.
    if (relay.state.get().phase !== 'synced') return patch({ server: server.get().known ? 'away' : 'answered' })
    try {
      there = (await api.listVersions(projectId)).map(versionOfBody)
      patch({ server: 'answered' })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      patch({ server: 'away' })
    }
  }
  const askAgain = (): void => void ask()
  let phase = relay.state.get().phase
  const onRelay = (): void => {
    const before = phase
    phase = relay.state.get().phase
    if (phase !== before) askAgain()
  }
  const stops = [
    onServerChanged(askAgain),
    store.subscribe(() => void look()),
    relay.state.subscribe(onRelay),
    server.onEvent((event) => {
      const isNews = event.type === 'versions' && event.project_id === projectId
      if (isNews || event.type === 'hello') askAgain()
    }),
  ]
  void look()
  askAgain()
  return {
    get: list.get,
    subscribe: list.subscribe,
    stop: () => {
      stopped = true
      for (const stop of stops) stop()
    },
  }
}
