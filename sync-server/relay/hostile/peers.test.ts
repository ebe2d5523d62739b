import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ATTACKED_ROOM, LAB_PING_MS, openLab, type AttackLab } from '#server/testing/hostile/attack-lab.ts'
import {
  crowd,
  edits,
  filmOf,
  numbers,
  Opcode,
  repeated,
  socketFrame,
} from '#server/testing/hostile/hostile-messages.ts'
import { attacker, attackers, dismiss, dismissAll, sleep } from '#server/testing/hostile/hostile-peer.ts'
import { syncFrame } from '#server/testing/raw-peer.ts'
import { until } from '#server/testing/until.ts'

/** The pair in the other room. */
const HONEST_PEERS = 2

let lab: AttackLab
beforeAll(async () => {
  lab = await openLab(filmOf(100))
})
afterEach(dismissAll)
afterAll(() => lab.close())

/** A delay is measured beside all that the machine has to do; what is wrong is wrong again. */
const MEASURED = { retry: 2 }

async function harmless(attack: () => Promise<void>, delayLimitMs = 100): Promise<void> {
  const { delayMs, growthMiB } = await lab.attack(attack)
  expect(delayMs).toBeLessThan(delayLimitMs)
  expect(growthMiB).toBeLessThan(64)
}

const onlyHonestPeers = (): Promise<void> =>
  until(async () => expect((await lab.load()).connections).toBe(HONEST_PEERS))

describe('[H1] [H10] peers that are not there', MEASURED, () => {
  test('2,000 idle ones stay; where they fall silent, or talk and never read, they are gone after two pings', async () => {
    await harmless(async () => {
      const peers = await attackers(lab, 2000)
      await sleep(500)
      expect(peers.every((peer) => peer.isOpen())).toBe(true)
      const startedAt = performance.now()
      for (const peer of peers) peer.freeze()
      const [talker] = peers
      const talking = setInterval(() => talker?.send(syncFrame(0, numbers(0))), 20)
      await until(async () => expect((await lab.load()).connections).toBeLessThanOrEqual(HONEST_PEERS + 1))
      expect(performance.now() - startedAt).toBeLessThan(2 * LAB_PING_MS + 2000)
      // So much fits into the buffers of the system before anything waits.
      await onlyHonestPeers()
      clearInterval(talking)
      dismiss(peers)
    })
    expect(lab.sentAway().some((line) => line.includes('1006') && line.includes('neither read nor answered'))).toBe(
      true,
    )
  })

  test('2,000 that connect and never ask for anything', async () => {
    const sockets: Socket[] = []
    await harmless(async () => {
      for (let index = 0; index < 2000; index += 1) {
        const socket = connect(lab.port, '127.0.0.1').on('error', () => {})
        if (index % 2 === 0) socket.write('GET /sync/library HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n')
        if (index === 0) socket.write('Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
        sockets.push(socket)
        if (index % 100 === 0) await sleep(1)
      }
      await sleep(300)
    })
    for (const socket of sockets) socket.destroy()
  })
})

describe('[H1] peers that do not read', MEASURED, () => {
  test('ten readers that never read while a writer writes flat out', async () => {
    const updates = edits(40_000)
    // The same once with readers that do read, so that what Node takes for speed is no growth.
    for (const frozen of [false, true]) {
      const writer = await attacker(lab, ATTACKED_ROOM, '?ack=1')
      const readers = await attackers(lab, 10)
      const write = async (): Promise<void> => {
        for (const [index, update] of updates.entries()) {
          writer.send(syncFrame(2, update))
          if (index % 200 === 0) await until(() => expect(writer.socket.bufferedAmount).toBeLessThan(100_000))
        }
      }
      if (frozen) {
        for (const reader of readers) reader.freeze()
        await harmless(async () => {
          await write()
          await onlyHonestPeersAnd(1)
        }, 250)
      } else {
        await write()
      }
      dismiss([writer, ...readers])
      await onlyHonestPeers()
    }
  })
})

const onlyHonestPeersAnd = (others: number): Promise<void> =>
  until(async () => expect((await lab.load()).connections).toBe(HONEST_PEERS + others))

describe('[H3] peers that flood', MEASURED, () => {
  test('ten that send known updates as fast as they can', async () => {
    const [update] = edits(1) as [Uint8Array]
    const block = repeated(socketFrame(Opcode.binary, syncFrame(2, update)), 10_000)
    const peers = await attackers(lab, 10)
    await harmless(async () => {
      for (let round = 0; round < 3; round += 1) for (const peer of peers) peer.write(block)
      await sleep(2000)
    })
    dismiss(peers)
  })

  test('pings, and questions who is there, by the ten thousand', async () => {
    const guests = await attackers(lab, 50)
    guests.forEach((guest, at) => guest.send(crowd(1, 5000 + at, JSON.stringify({ name: 'x'.repeat(300) }))))
    const [pinging, asking] = [await attacker(lab), await attacker(lab)]
    await harmless(async () => {
      for (let round = 0; round < 10; round += 1) {
        pinging.write(repeated(socketFrame(Opcode.ping, new Uint8Array(0)), 10_000))
        asking.write(repeated(socketFrame(Opcode.binary, numbers(3)), 10_000))
      }
      await sleep(1500)
    })
    expect(asking.frames.length).toBeLessThan(500)
    dismiss([...guests, pinging, asking])
  })
})

describe('[H1] [H11] reconnect storms', MEASURED, () => {
  const storm = async (room: () => string): Promise<number> => {
    const startedAt = performance.now()
    let connects = 0
    while (performance.now() - startedAt < 2000) {
      await Promise.all(Array.from({ length: 25 }, () => knock(room())))
      connects += 25
      await sleep(Math.max(0, startedAt + 2 * connects - performance.now()))
    }
    return connects
  }
  const knock = (room: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${lab.wsUrl}/${room}`)
      socket.on('error', () => resolve())
      socket.on('open', () => socket.terminate())
      socket.on('close', () => resolve())
    })

  test('500 connects a second to one room', async () => {
    await harmless(async () => {
      expect(await storm(() => ATTACKED_ROOM)).toBeGreaterThan(100)
      await onlyHonestPeers()
    })
  })

  test('the same to ever other rooms leaves nothing, in memory or in the catalogue', async () => {
    const before = { load: await lab.load(), projects: await lab.projects() }
    await harmless(async () => {
      await storm(() => `project/${crypto.randomUUID()}`)
      await until(async () => expect((await lab.load()).rooms).toBeLessThanOrEqual(before.load.rooms))
    })
    expect(await lab.projects()).toBe(before.projects)
  })
})

test('[H1] after all that and a restart the rooms are whole', () => lab.expectWholeAfterRestart())
