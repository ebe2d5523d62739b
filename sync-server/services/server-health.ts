import type { FanOut } from '#server/fan-out/fan-out.ts'
import type { Relay } from '#server/relay/relay.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import { Health } from './health.ts'

/** The parts of a server that health tells of. */
export interface ServerParts {
  readonly relay: Pick<Relay, 'load'>
  readonly media: { totals(): Promise<{ readonly files: number; readonly bytes: number }> }
  readonly catalog: Pick<Catalog, 'get'>
  /** Throws where the place of media does not answer. */
  readonly checkMedia: () => Promise<void>
  /** Null where servers do not tell each other anything. */
  readonly redis: FanOut | null
}

/** Looks at the parts that every server has. */
export function serverHealth({ relay, media, catalog, checkMedia, redis }: ServerParts): Health {
  const health = new Health()
  health.add({
    name: 'storage',
    essential: true,
    check: async () => {
      await catalog.get('')
      return { status: 'ok', detail: '' }
    },
  })
  health.add({
    name: 'relay',
    essential: true,
    check: async () => {
      const { rooms, connections } = relay.load
      return { status: 'ok', detail: `${rooms} rooms in memory, ${connections} connections` }
    },
  })
  health.add({
    name: 'media',
    essential: true,
    check: async () => {
      await checkMedia()
      const { files, bytes } = await media.totals()
      return { status: 'ok', detail: `${files} files, ${bytes} bytes` }
    },
  })
  if (redis) addRedis(health, redis)
  return health
}

/** Without Redis servers hear of each other later; they stay fit. */
function addRedis(health: Health, fanOut: FanOut): void {
  health.add({
    name: 'redis',
    essential: false,
    check: async () =>
      fanOut.connected
        ? { status: 'ok', detail: '' }
        : {
            status: 'degraded',
            detail: 'Away: edits are stored, and reach people on other servers a few seconds later',
          },
  })
}
