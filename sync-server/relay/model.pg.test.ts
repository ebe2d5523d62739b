import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { warmServer, type KillableServer, type WarmServer } from '#server/testing/crash/warm-server.ts'
import { runModel } from '#server/testing/model-run.ts'
import { startSharedServices, type SharedServices } from '#server/testing/services/shared-services.ts'
import { describeWithPostgres, describeWithRedis } from '#server/testing/services/with-services.ts'
import { testProgram } from '#server/testing/test-programs.ts'
import { must } from '#shared/util/assert.ts'

const SETTINGS = { compactAfter: { updates: 12, bytes: 4096, share: 0.2 }, idleMs: 60 }

describeWithPostgres('two processes', () => {
  describeWithRedis('with a Redis', () => {
    let shared: SharedServices
    let bundle: string
    let folder: string
    const alive: KillableServer[] = []
    const warm: WarmServer[] = []
    let started = 0
    /** One more, and another that will be ready when it is needed. */
    const start = async (): Promise<void> => {
      const next = warm.pop() ?? warmServer(bundle)
      warm.push(warmServer(bundle))
      started += 1
      alive.push(await next.open({ env: { ...shared.env, DATA_DIR: join(folder, String(started)) }, ...SETTINGS }))
    }

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'storycanvas-model-'))
      ;[shared, bundle] = await Promise.all([startSharedServices(), testProgram('crash-server')])
      await start()
      await start()
    })
    afterAll(async () => {
      await Promise.all([...alive, ...warm].map((server) => server.kill()))
      await shared.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test.each([1])(
      'that are killed: whatever people edit, on and off line, all end up with it [seed %i]',
      async (seed) => {
        await runModel({
          seed,
          steps: 150,
          fleet: {
            wsUrls: () => alive.map(({ wsUrl }) => wsUrl),
            trouble: async (random) => {
              if (random() < 0.5) return
              const [victim] = alive.splice(Math.floor(random() * alive.length), 1)
              await must(victim, 'a server').kill()
              await start()
            },
            mend: () => {},
          },
        })
      },
    )
  })
})
