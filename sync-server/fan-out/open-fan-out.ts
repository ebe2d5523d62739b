import type { FanOut } from './fan-out.ts'
import { silentFanOut } from './silent-fan-out.ts'

/** Where other server processes are met. */
export interface FanOutConfig {
  /** The storage that they share; null where this process has one to itself. */
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly redisPrefix: string
}

/** Hears once each time that messages stop getting through, or get through again. */
export type FanOutChange = (connected: boolean, cause: Error | null) => void

/** The way to the other processes that the configuration names; null where there can be none. */
export async function openFanOut(config: FanOutConfig, onChange: FanOutChange): Promise<FanOut | null> {
  if (config.databaseUrl === null) return null
  if (config.redisUrl === null) return silentFanOut
  // Whoever runs one server loads nothing of Redis.
  const { redisFanOut } = await import('./redis-fan-out.ts')
  return redisFanOut({ url: config.redisUrl, prefix: `${config.redisPrefix}:`, onChange })
}
