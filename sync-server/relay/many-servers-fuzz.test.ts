import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ClusterMember } from '#server/testing/relay-cluster.ts'
import { cleanUpAfterEach, cluster, peer, ROOM, synced } from '#server/testing/relay-fixture.ts'
import type { SyncPeer } from '#server/testing/sync-peer.ts'
import { until } from '#server/testing/until.ts'
import { seededRandom, type Random } from '#shared/util/random.ts'

cleanUpAfterEach()

const PEOPLE = 4
const STEPS = 120

test.each([41, 42, 43, 44])(
  '[M1] [M2] [M3] [M5] people on three servers end up with the same document, whatever gets lost (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const { members, hub, log } = await cluster({
      relays: 3,
      relay: {
        gapMs: 20,
        pollMs: 40,
        safetyPollMs: 60,
        idleMs: 50,
        maxPublishedBytes: 300,
        compactAfter: { updates: 15, bytes: 1_000_000, share: 0.5 },
      },
    })
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const connect = (doc?: Y.Doc): SyncPeer => peer(pick<ClusterMember>(members), ROOM, doc ? { doc } : {})
    const people = Array.from({ length: PEOPLE }, () => connect())
    await synced(...people)
    for (let step = 0; step < STEPS; step += 1) {
      const index = Math.floor(random() * PEOPLE)
      const person = people[index] as SyncPeer
      const what = random()
      if (what < 0.7) edit(person.doc, random)
      else if (what < 0.78) hub.loseNext(1 + Math.floor(random() * 3))
      else if (what < 0.83) hub.breakDown()
      else if (what < 0.9) hub.restore()
      else {
        // Moves to another server, with what it has not sent yet.
        person.provider.destroy()
        people[index] = connect(person.doc)
      }
      if (random() < 0.4) await new Promise((resolve) => setTimeout(resolve, random() * 8))
    }
    hub.restore()
    const fresh = connect()
    const content = (doc: Y.Doc): string =>
      JSON.stringify([doc.getArray('list').toJSON(), Object.entries(doc.getMap('map').toJSON()).sort(byKey)])
    await until(() => {
      expect(people.every((person) => person.isSaved() || person.saved.size === 0)).toBe(true)
      expect(new Set([...people, fresh].map(({ doc }) => content(doc)))).toEqual(new Set([content(fresh.doc)]))
      expect(fresh.doc.getArray('list').length).toBeGreaterThan(0)
    })
    const stored = new Y.Doc()
    const { snapshot, tail } = await log.load(ROOM)
    for (const bytes of [...(snapshot ? [snapshot] : []), ...tail.map((update) => update.bytes)]) {
      Y.applyUpdate(stored, bytes)
    }
    expect(snapshot).not.toBeNull()
    expect(content(stored)).toBe(content(fresh.doc))
    for (const { troubles } of members) expect(troubles).toEqual([])
  },
)

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function edit(doc: Y.Doc, random: Random): void {
  const list = doc.getArray('list')
  const what = random()
  if (what < 0.6) list.insert(Math.floor(random() * (list.length + 1)), ['x'.repeat(1 + Math.floor(random() * 200))])
  else if (what < 0.75 && list.length > 0) list.delete(Math.floor(random() * list.length))
  else doc.getMap('map').set(`key ${Math.floor(random() * 5)}`, Math.floor(random() * 1000))
}
