import type { Readable } from './store.ts'

/** What is known of the app's own version on this device. */
export interface AppUpdateFacts {
  /** A newer version is here and waits for a reload. */
  readonly ready: boolean
  /** The app can start without a network. */
  readonly offlineReady: boolean
  /** Why the offline part could not be set up; null while it could. */
  readonly problem: string | null
}

/** A new version of the app: offered, taken only when the person says so. */
export interface AppUpdate extends Readable<AppUpdateFacts> {
  /** Reloads the page, into the new version where one is ready. */
  reload(): Promise<void>
}
