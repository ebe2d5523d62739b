import { expect, test } from 'vitest'
import { cleanUpAfterEach, cluster } from '#server/testing/relay-fixture.ts'
import { runModel } from '#server/testing/model-run.ts'
import type { ClusterMember } from '#server/testing/relay-cluster.ts'
import { must } from '#shared/util/assert.ts'
import type { Random } from '#shared/util/random.ts'

cleanUpAfterEach()

/** Everything happens soon and often. */
const OPTIONS = {
  gapMs: 20,
  pollMs: 40,
  safetyPollMs: 60,
  idleMs: 40,
  compactAfter: { updates: 12, bytes: 4096, share: 0.2 },
}

test.each([1, 2, 3, 4, 5])(
  '[U2] [U4] [U7] [L5] [D1] [D2] [M1] whatever people edit, on and off line, at two servers that die, all end up with it [seed %i]',
  async (seed) => {
    const { members, hub, log, start } = await cluster({ relays: 2, relay: OPTIONS })
    const alive = new Set(members)
    const any = (random: Random): ClusterMember => must([...alive][Math.floor(random() * alive.size)], 'a server')
    const replaceOne = async (random: Random): Promise<void> => {
      const victim = any(random)
      alive.delete(victim)
      await victim.kill()
      alive.add(await start())
    }
    await runModel({
      seed,
      steps: 300,
      fleet: {
        wsUrls: () => [...alive].map(({ wsUrl }) => wsUrl),
        trouble: async (random) => {
          const what = random()
          if (what < 0.4) await replaceOne(random)
          else if (what < 0.6) log.failAppends(1)
          else if (what < 0.8) hub.loseNext(1 + Math.floor(random() * 3))
          else if (what < 0.9) hub.breakDown()
          else hub.restore()
        },
        mend: () => {
          log.failAppends(0)
          hub.restore()
        },
        edit: (random, room, run) => any(random).relay.withDocument(room, run),
      },
    })
    const [room] = await log.rooms()
    expect((await log.load(must(room, 'the room of the film').room)).snapshot).not.toBeNull()
  },
)
