import { describe, expect, test } from 'vitest'
import { diskSpace } from './disk-space.ts'
import { Health } from './health.ts'
import { runServices } from './run-services.ts'
import type { Service } from './service.ts'

function recorded(name: string, calls: string[], fails = false): Service {
  const note = async (verb: string): Promise<void> => {
    calls.push(`${verb} ${name}`)
  }
  return {
    name,
    run: async () => {
      await note('run')
      if (fails) throw new Error('no room')
    },
    drain: () => note('drain'),
    stop: () => note('stop'),
  }
}

describe('services', () => {
  test('start in order; all are drained in reverse before any is stopped', async () => {
    const calls: string[] = []
    const stop = await runServices([recorded('a', calls), recorded('b', calls)])
    await stop()
    expect(calls).toEqual(['run a', 'run b', 'drain b', 'drain a', 'stop b', 'stop a'])
  })

  test('one that cannot start is named, and those before it are stopped', async () => {
    const calls: string[] = []
    const started = runServices([recorded('a', calls), recorded('b', calls, true), recorded('c', calls)])
    await expect(started).rejects.toThrow('The part "b" could not start')
    expect(calls).toEqual(['run a', 'run b', 'drain a', 'stop a'])
  })
})

describe('health', () => {
  test('a part that throws is down; only an essential one makes the server unfit', async () => {
    const health = new Health()
    const broken = { name: 'backend', check: () => Promise.reject(new Error('connection refused')) }
    health.add({ ...broken, essential: false })
    expect(await health.check()).toMatchObject({
      status: 'degraded',
      parts: [{ name: 'backend', status: 'down', detail: 'connection refused' }],
    })
    health.add({ ...broken, essential: true })
    expect((await health.check()).status).toBe('down')
  })

  test.each([
    [5000, 'ok', '5000 MiB left'],
    [500, 'degraded', '500 MiB left'],
    [3, 'down', '3 MiB left: nothing more can be stored'],
  ])('a disk with %i MiB left is %s', async (mebibytes, status, detail) => {
    const part = diskSpace('/data', async () => ({ bavail: mebibytes * 256, bsize: 4096 }))
    expect(await part.check()).toEqual({ status, detail })
  })
})
