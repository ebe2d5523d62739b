import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openLab, type AttackLab } from '#server/testing/hostile/attack-lab.ts'
import {
  crowd,
  edits,
  filmOf,
  madeUpStateVector,
  manyDeletes,
  numbers,
  Opcode,
  repeated,
  socketFrame,
  tinyStructs,
} from '#server/testing/hostile/hostile-messages.ts'
import { attacker, attackers, dismiss, dismissAll, sleep } from '#server/testing/hostile/hostile-peer.ts'
import { presenceFrame, syncFrame } from '#server/testing/raw-peer.ts'
import { seededRandom } from '#shared/util/random.ts'

const MEBIBYTE = 1024 * 1024
const COUNT = 2 ** 31

let lab: AttackLab
beforeAll(async () => {
  lab = await openLab(filmOf(1500))
})
afterEach(dismissAll)
afterAll(() => lab.close())

/** A delay is measured beside all that the machine has to do; what is wrong is wrong again. */
const MEASURED = { retry: 2 }

/** Runs an attack and expects that nobody else noticed. */
async function harmless(attack: () => Promise<void>): Promise<void> {
  const { delayMs, workMs, growthMiB } = await lab.attack(attack)
  expect(workMs).toBeLessThan(100)
  expect(delayMs).toBeLessThan(100)
  expect(growthMiB).toBeLessThan(64)
}

/** Sends each message on a connection of its own, twenty at a time; resolves with the codes that they got. */
async function codesFor(messages: readonly (Uint8Array | string)[]): Promise<Set<number>> {
  const codes = new Set<number>()
  for (let start = 0; start < messages.length; start += 20) {
    const batch = messages.slice(start, start + 20)
    const peers = await attackers(lab, batch.length)
    batch.forEach((message, at) => peers[at]?.socket.send(message))
    for (const { code } of await Promise.all(peers.map(({ ended }) => ended))) codes.add(code)
  }
  return codes
}

describe('[H1] [U1] what is no message', MEASURED, () => {
  test('garbage, and text', async () => {
    const random = seededRandom(3)
    const garbage = Array.from({ length: 200 }, (_, size) =>
      Uint8Array.from({ length: size + 1 }, () => 128 + Math.floor(random() * 128)),
    )
    await harmless(async () => {
      expect(await codesFor([...garbage, 'text', '{"type":"sync"}', ''])).toEqual(new Set([4400]))
    })
  })

  test('every truncation of an update, and every bit of it flipped', async () => {
    const doc = new Y.Doc()
    doc.clientID = 7
    doc.getMap('notes').set('note', { text: 'sunrise', at: [1, 2.5, null] })
    doc.getText('prompt').insert(0, 'a pier, é')
    doc.getText('prompt').delete(2, 3)
    const whole = syncFrame(2, Y.encodeStateAsUpdate(doc))
    const truncated = Array.from({ length: whole.length }, (_, size) => whole.slice(0, size))
    await harmless(async () => {
      expect(await codesFor(truncated)).toEqual(new Set([4400]))
      // Many flips leave an update that may be read: it is taken or asked for its past, like any other.
      const peers = await attackers(lab, 40, 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d12')
      for (let bit = 0; bit < 8 * whole.length; bit += 1) {
        const flipped = whole.slice()
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
        peers[bit % peers.length]?.send(flipped)
      }
      await sleep(300)
      expect(new Set(lab.sentAway().map((line) => line.slice(0, 11)))).toEqual(new Set(['"code":4400']))
      dismiss(peers)
    })
  })

  test('counts of 2^31 in every place that has a count', async () => {
    const update = (...values: readonly number[]): Uint8Array => syncFrame(2, numbers(...values))
    const item = (kind: number, ...content: readonly number[]): Uint8Array =>
      update(1, 1, 7, 0, kind, 1, 1, 'r'.charCodeAt(0), ...content)
    const counts = [
      numbers(0, 2, COUNT),
      numbers(0, 0, COUNT),
      numbers(1, COUNT),
      syncFrame(0, numbers(COUNT, 1, 1)),
      update(COUNT, 1, 7, 0, 0, 1),
      update(1, COUNT, 7, 0, 0, 1),
      update(0, COUNT),
      update(0, 1, 7, COUNT, 0, 1),
      item(2, COUNT),
      item(3, COUNT),
      item(4, COUNT),
      item(8, COUNT),
      item(8, 1, 119, COUNT),
      item(8, 1, 118, COUNT),
      item(8, 1, 117, COUNT),
      item(8, 1, 116, COUNT),
      item(5, COUNT),
      item(6, 1, 98, COUNT),
      numbers(1, 5, COUNT, 1, 1, 1, 1),
    ]
    await harmless(async () => {
      expect(await codesFor(counts)).toEqual(new Set([4400]))
    })
  })
})

describe('[H1] what is too large', MEASURED, () => {
  test('[L1] messages of 64 MiB, whole and in pieces', async () => {
    await harmless(async () => {
      for (const pieces of [1, 64]) {
        const peer = await attacker(lab)
        const piece = new Uint8Array((64 * MEBIBYTE) / pieces)
        for (let at = 0; at < pieces && peer.isOpen(); at += 1) {
          peer.socket.send(piece, { fin: at === pieces - 1 })
          await sleep(0)
        }
        expect((await peer.ended).code).toBe(4413)
      }
    })
  })

  test('[H4] a message in a million pieces, and messages that never end', async () => {
    await harmless(async () => {
      const peer = await attacker(lab)
      peer.write(socketFrame(Opcode.binary, new Uint8Array(1), false))
      peer.write(repeated(socketFrame(Opcode.more, new Uint8Array(1), false), 1_000_000))
      expect(await peer.ended).toEqual({ code: 4400, reason: 'The message comes in too many pieces' })
    })
    await harmless(async () => {
      const unfinished = await attackers(lab, 12)
      for (const { socket } of unfinished) {
        for (let piece = 0; piece < 60; piece += 1) socket.send(new Uint8Array(65_536), { fin: false })
        await sleep(20)
      }
      await sleep(200)
      expect(unfinished.filter((peer) => peer.isOpen()).length).toBeLessThan(8)
      dismiss(unfinished)
    })
  })

  test('[H5] updates of eight million structs, and of as many deleted ranges', async () => {
    for (const update of [tinyStructs(8_000_000, 7), manyDeletes(3_000_000, 2 ** 40, 8)]) {
      await harmless(async () => {
        expect(await codesFor([syncFrame(2, update)])).toEqual(new Set([4413]))
      })
    }
  })

  test('[H5] the largest that are taken: they are committed, passed on and folded without anybody waiting', async () => {
    const room = 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d13'
    const [writer, reader] = [await attacker(lab, room, '?ack=1'), await attacker(lab, room)]
    const { delayMs } = await lab.attack(async () => {
      writer.send(syncFrame(2, tinyStructs(450_000, 7)))
      writer.send(syncFrame(2, manyDeletes(290_000, 2 ** 40, 8)))
      while (reader.frames.filter(([type, step]) => type === 0 && step === 2).length < 2) await sleep(20)
    })
    expect(delayMs).toBeLessThan(100)
    dismiss([writer, reader])
  })

  test('[H5] nothing in an update or a state may lie deeper than others can go down', async () => {
    const deepValue = syncFrame(
      2,
      numbers(1, 1, 7, 0, 8, 1, 1, 114, 1, ...Array.from({ length: 200 }, () => [117, 1]).flat(), 126),
    )
    const deepJson = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`
    await harmless(async () => {
      expect(await codesFor([deepValue, presenceFrame(5, 1, deepJson)])).toEqual(new Set([4400]))
    })
  })
})

describe('[H1] presence', MEASURED, () => {
  test('[H9] 8 MiB of it, and 50,000 made-up clients at once', async () => {
    await harmless(async () => {
      const large = presenceFrame(5, 1, `"${'x'.repeat(8 * MEBIBYTE)}"`)
      expect(await codesFor([large, crowd(1_600_000, 1000, '{}'), crowd(50_000, 1000, '{}')])).toEqual(new Set([4400]))
    })
  })

  test('[H9] 50,000 made-up clients one after the other, on one connection and on many', async () => {
    await harmless(async () => {
      const peer = await attacker(lab)
      for (let client = 1000; client < 51_000 && peer.isOpen(); client += 1) {
        peer.send(presenceFrame(client, 1, '{}'))
        peer.send(presenceFrame(client, 2, 'null'))
        if (client % 100 === 0) await sleep(0)
      }
      expect((await peer.ended).code).toBe(4400)
      for (let round = 0; round < 4; round += 1) {
        const peers = await attackers(lab, 50)
        peers.forEach((one, at) => one.send(crowd(8, 100_000 + 1000 * round + 8 * at, '{"name":"nobody"}')))
        dismiss(peers)
      }
    })
  })
})

describe('[H1] questions', MEASURED, () => {
  test('[A2] 500 requests for the whole document that are never read', async () => {
    const peer = await attacker(lab)
    peer.freeze()
    await harmless(async () => {
      for (let index = 0; index < 500; index += 1) peer.send(syncFrame(0, numbers(0)))
      await sleep(1500)
    })
    dismiss([peer])
  })

  test('[H8] ever other questions, from twenty peers at once', async () => {
    const peers = await attackers(lab, 20)
    let answers = 0
    const ask = (peer: (typeof peers)[number]): void =>
      peer.send(syncFrame(0, Y.encodeStateVector(new Map([[lab.film.clientID, 1 + ((answers * 37) % 9000)]]))))
    await harmless(async () => {
      for (const peer of peers) {
        peer.socket.on('message', (data: Buffer) => {
          if (data[0] !== 0 || data[1] !== 1) return
          answers += 1
          ask(peer)
        })
        ask(peer)
      }
      await sleep(2000)
      dismiss(peers)
    })
    expect(answers).toBeGreaterThan(peers.length)
  })

  test('[H6] state vectors of 100,000 made-up clients', async () => {
    await harmless(async () => {
      const question = syncFrame(0, madeUpStateVector(100_000))
      expect(await codesFor(Array.from({ length: 20 }, () => question))).toEqual(new Set([4400]))
    })
  })

  test('[H7] 1,500 updates whose past is missing', async () => {
    const [, ...withoutPast] = edits(1501)
    await harmless(async () => {
      const peer = await attacker(lab)
      for (const update of withoutPast) peer.send(syncFrame(2, update))
      expect((await peer.ended).code).toBe(1013)
      expect(peer.frames.filter(([type, step]) => type === 0 && step === 0).length).toBeLessThan(5)
    })
  })
})

test('[H1] after all that and a restart the rooms are whole', () => lab.expectWholeAfterRestart())
