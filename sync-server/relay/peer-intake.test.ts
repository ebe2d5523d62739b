import { describe, expect, test } from 'vitest'
import { until } from '#server/testing/until.ts'
import { seededRandom } from '#shared/util/random.ts'
import { PeerInlet, PeerIntake } from './peer-intake.ts'

/** A peer whose messages take time on a clock of the test. */
class TestPeer {
  readonly handled: number[] = []
  readonly inlet: PeerInlet<number>
  /** Whether it is read from. */
  flowing = true
  onHandle: (message: number) => void = () => {}

  constructor(intake: PeerIntake, spend: () => void) {
    const socket = { pause: () => (this.flowing = false), resume: () => (this.flowing = true) }
    const receive = (message: number): void => {
      this.handled.push(message)
      spend()
      this.onHandle(message)
    }
    this.inlet = new PeerInlet(socket, { receive }, intake)
  }
}

function setUp(messageMs: number): { peer: () => TestPeer } {
  let now = 0
  const intake = new PeerIntake(() => now)
  return { peer: () => new TestPeer(intake, () => (now += messageMs)) }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

describe('[H3] the event loop is shared', () => {
  test('while there is time, messages are handled as they come', () => {
    const peer = setUp(0.01).peer()
    for (const message of upTo(100)) peer.inlet.push(message)
    expect(peer.handled).toEqual(upTo(100))
    expect(peer.flowing).toBe(true)
  })

  test('a flood waits, in its order, and is not read from meanwhile', async () => {
    const peer = setUp(1).peer()
    for (const message of upTo(1000)) peer.inlet.push(message)
    expect(peer.handled.length).toBeLessThan(10)
    expect(peer.flowing).toBe(false)
    await until(() => expect(peer.flowing).toBe(true))
    expect(peer.handled).toEqual(upTo(1000))
  })

  test('whoever comes behind a flood is served in the same turn', async () => {
    const { peer } = setUp(1)
    const [flood, guest] = [peer(), peer()]
    for (const message of upTo(1000)) flood.inlet.push(message)
    guest.inlet.push(0)
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    expect(guest.handled).toEqual([0])
    expect(flood.handled.length).toBeLessThan(40)
  })

  test('of many that flood, one a turn is read from again', async () => {
    const { peer } = setUp(1)
    const floods = [peer(), peer(), peer()]
    for (const message of upTo(100)) for (const flood of floods) flood.inlet.push(message)
    const readAgain = (): number => floods.filter(({ flowing }) => flowing).length
    const counts = [readAgain()]
    while (readAgain() < floods.length) {
      await new Promise((resolve) => setImmediate(resolve))
      counts.push(readAgain())
    }
    expect(new Set(counts)).toEqual(new Set([0, 1, 2, 3]))
  })

  test('what is no message takes time too', async () => {
    const { peer } = setUp(10)
    const [busy, pinging] = [peer(), peer()]
    busy.inlet.push(0)
    pinging.inlet.spendTime()
    expect(pinging.flowing).toBe(false)
    await until(() => expect(pinging.flowing).toBe(true))
  })

  test('nothing comes out of a peer that is held', async () => {
    const peer = setUp(0.01).peer()
    peer.inlet.hold()
    for (const message of upTo(5)) peer.inlet.push(message)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(peer.handled).toEqual([])
    peer.inlet.letGo()
    await until(() => expect(peer.flowing).toBe(true))
    expect(peer.handled).toEqual(upTo(5))
  })

  test.each(upTo(20))('nobody loses a message or its place, whatever the order of things (seed %i)', async (seed) => {
    const random = seededRandom(seed)
    const { peer } = setUp(2)
    const peers = upTo(4).map(peer)
    const sent = peers.map(() => 0)
    const next = (at: number): number => {
      sent[at] = (sent[at] as number) + 1
      return (sent[at] as number) - 1
    }
    for (const one of peers) one.onHandle = () => random() < 0.1 && one.inlet.hold()
    for (let step = 0; step < 400; step += 1) {
      const at = Math.floor(random() * peers.length)
      const one = peers[at] as TestPeer
      const choice = random()
      if (choice < 0.6) one.inlet.push(next(at))
      else if (choice < 0.7) one.inlet.spendTime()
      else if (choice < 0.8) one.inlet.hold()
      else if (choice < 0.9) one.inlet.letGo()
      else await new Promise((resolve) => setImmediate(resolve))
    }
    for (const one of peers) {
      one.onHandle = () => {}
      one.inlet.letGo()
    }
    await until(() => expect(peers.every(({ flowing }) => flowing)).toBe(true))
    expect(peers.map(({ handled }) => handled)).toEqual(sent.map(upTo))
  })
})
