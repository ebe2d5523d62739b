import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'
import type { ApiClient } from '../api/api-client.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import type { Access } from './access.ts'
import type { AppUpdate } from './app-update.ts'
import type { DeviceStorage } from './device-storage.ts'
import type { FilmFiles } from './film-file/film-files.ts'
import type { JobsStore } from './jobs-store.ts'
import type { StudioLibrary } from './library/studio-library.ts'
import type { MediaLibrary } from './media-library.ts'
import type { ModelCatalogue } from './model-catalogue.ts'
import type { ProfileStore } from './profile.ts'
import type { Projects } from './projects.ts'
import type { ServerLink } from './server-link.ts'
import type { SessionClock } from './session-clock.ts'
import type { SyncSwitch } from './sync-switch.ts'
import type { FilmVersions } from './versions/film-versions.ts'

/** The parts that outlive a film, built once by `app/services.ts` and handed down by value. */
export interface ClientServices {
  readonly clock: SessionClock
  readonly settings: DeviceSettings
  readonly profile: ProfileStore
  /** The films: list, make, open, import. */
  readonly projects: Projects
  /** Media of this device: add files, fetch what is missing, know what is here. */
  readonly media: MediaLibrary
  /** What the films of the studio share: characters, styles, presets, recipes, the pool. */
  readonly library: StudioLibrary
  /** Jobs of all films, those that still wait on this device included. */
  readonly jobs: JobsStore
  /** Earlier states of films: keep, list, read, name, delete. */
  readonly versions: FilmVersions
  /** Films as files: save one, open one. */
  readonly filmFiles: FilmFiles
  readonly api: ApiClient
  /** Who is signed in, and what they may do. */
  readonly access: Access
  /** What the ComfyUI servers hold, as far as this device has heard. */
  readonly models: ModelCatalogue
  /** Whether the server answers, as a fact. */
  readonly server: ServerLink
  /** Whether this device syncs with that server at all. */
  readonly syncSwitch: SyncSwitch
  /** What this device stores: how much, what can be freed, what would be lost. */
  readonly storage: DeviceStorage
  /** A new version of the app, offered and never forced. */
  readonly appUpdate: AppUpdate
}

const ServicesContext = createContext<ClientServices | null>(null)

/** Hands the services to everything below. */
export function ServicesProvider({ services, children }: { services: ClientServices; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>
}

/** The services of this app; fails outside of a `ServicesProvider`. */
export function useServices(): ClientServices {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('useServices needs a ServicesProvider above it')
  return services
}
