import { describe, expect, test } from 'vitest'
import { describeHitCounter } from './hit-counter.contract.ts'
import { memoryHitCounter } from './memory-hit-counter.ts'
import { SignInGuard } from './sign-in-guard.ts'

describeHitCounter('memory', () => memoryHitCounter(Date.now))

test('ever new keys take no more memory than so much', async () => {
  const counter = memoryHitCounter(() => 1)
  for (let n = 0; n < 100_010; n += 1) await counter.hit(String(n), 1000)
  expect([await counter.look('0'), (await counter.look('100009'))?.count]).toEqual([null, 1])
})

describe('guessing passwords', () => {
  const start = 1_700_000_000_000
  const guardAt = (): { guard: SignInGuard; pass: (ms: number) => void } => {
    let time = start
    return {
      guard: new SignInGuard(
        memoryHitCounter(() => time),
        () => time,
      ),
      pass: (ms) => void (time += ms),
    }
  }
  const kim = { name: 'Kim', address: '10.0.0.1' }

  test('from one address waits twice as long each time, up to a quarter of an hour', async () => {
    const { guard, pass } = guardAt()
    const waits: number[] = []
    for (let n = 0; n < 18; n += 1) {
      await guard.failed(kim)
      const { refusedMs } = await guard.waitOf({ ...kim, name: ' kIM' })
      waits.push(refusedMs / 1000)
      pass(refusedMs)
    }
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1, 2, 4, 8])
    expect(Math.max(...waits)).toBe(900)
  })

  test('of others refuses nobody: the owner gets in from elsewhere, and only somewhat later', async () => {
    const { guard } = guardAt()
    for (let n = 0; n < 200; n += 1) await guard.failed({ name: 'kim', address: `10.0.${n}.9` })
    expect(await guard.waitOf(kim)).toEqual({ refusedMs: 0, slowMs: 3000 })
    expect(await guard.waitOf({ ...kim, name: 'lee' })).toEqual({ refusedMs: 0, slowMs: 0 })
  })

  test('is forgotten with the right password, and after an hour', async () => {
    const { guard, pass } = guardAt()
    for (let n = 0; n < 8; n += 1) await guard.failed(kim)
    await guard.succeeded(kim)
    expect((await guard.waitOf(kim)).refusedMs).toBe(0)
    await guard.failed(kim)
    expect((await guard.waitOf(kim)).refusedMs).toBe(0)
    for (let n = 0; n < 30; n += 1) await guard.failed(kim)
    pass(3_600_001)
    expect(await guard.waitOf(kim)).toEqual({ refusedMs: 0, slowMs: 0 })
  })
})
