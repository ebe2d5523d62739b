import { describe, expect, test } from 'vitest'
import { presenceFrame } from '#server/testing/raw-peer.ts'
import { cleanUpAfterEach, peer, raw, server, synced } from '#server/testing/relay-fixture.ts'
import type { SyncPeer } from '#server/testing/sync-peer.ts'
import { until } from '#server/testing/until.ts'

cleanUpAfterEach()

describe('presence', () => {
  const others = (client: SyncPeer): unknown[] =>
    [...client.provider.awareness.getStates()].filter(([id]) => id !== client.doc.clientID).map(([, state]) => state)

  test('[P1] presence reaches those who are there and those who come later', async () => {
    const at = await server()
    const ada = peer(at)
    ada.provider.awareness.setLocalState({ name: 'Ada' })
    await synced(ada)
    const ben = peer(at)
    await until(() => expect(others(ben)).toEqual([{ name: 'Ada' }]))
    for (let step = 0; step <= 50; step += 1) ada.provider.awareness.setLocalState({ name: 'Ada', step })
    await until(() => expect(others(ben)).toEqual([{ name: 'Ada', step: 50 }]))
  })

  test('[P1] states in between are not sent', async () => {
    const at = await server()
    const watcher = await raw(at)
    const mover = await raw(at)
    await until(() => expect(watcher.frames).toHaveLength(1))
    for (let clock = 1; clock <= 200; clock += 1) mover.send(presenceFrame(7, clock, JSON.stringify({ clock })))
    const last = presenceFrame(7, 200, '{"clock":200}')
    await until(() => expect(watcher.frames.at(-1)).toEqual(last))
    expect(watcher.frames.length).toBeLessThan(50)
  })

  const greedy: readonly (readonly [string, Uint8Array[]])[] = [
    ['a huge state', [presenceFrame(1, 1, JSON.stringify({ name: 'x'.repeat(20_000) }))]],
    ['too many clients', Array.from({ length: 9 }, (_, index) => presenceFrame(index, 1, '{}'))],
    ['a state that is no object', [presenceFrame(1, 1, '[1]')]],
    ['a state that is no JSON', [presenceFrame(1, 1, '{"name"')]],
  ]
  test.each(greedy)('[P2] %s closes the connection', async (_name, frames) => {
    const at = await server()
    const rude = await raw(at)
    for (const frame of frames) rude.send(frame)
    expect(await rude.closed).toBe(4400)
  })

  test('[P3] who goes is gone; who comes back on a new connection stays', async () => {
    const at = await server()
    const watcher = peer(at)
    const first = await raw(at)
    first.send(presenceFrame(5, 1, '{"name":"Ada"}'))
    await until(() => expect(others(watcher)).toEqual([{ name: 'Ada' }]))
    const second = await raw(at)
    second.send(presenceFrame(5, 2, '{"name":"Ada again"}'))
    await until(() => expect(others(watcher)).toEqual([{ name: 'Ada again' }]))
    first.socket.terminate()
    await until(() => expect(at.services.relay.load.connections).toBe(2))
    expect(others(watcher)).toEqual([{ name: 'Ada again' }])
    second.socket.terminate()
    await until(() => expect(others(watcher)).toEqual([]))
  })

  test('[P4] in a crowd of echoing clients each is seen once, and those who go or come back are too', async () => {
    const at = await server()
    const crowd = Array.from({ length: 10 }, () => peer(at))
    crowd.forEach((client, index) => client.provider.awareness.setLocalState({ name: index }))
    const theOthersSee = (people: number): Promise<void> =>
      until(() => {
        for (const client of crowd.slice(0, 9)) expect(client.provider.awareness.getStates().size).toBe(people)
      })
    await theOthersSee(10)
    crowd[9]?.provider.disconnect()
    await theOthersSee(9)
    crowd[9]?.provider.connect()
    await theOthersSee(10)
    expect(crowd.flatMap((client) => client.closeCodes)).toEqual([])
  })
})
