import * as Y from 'yjs'
import type { CommandContext } from '../commands/command.ts'
import { changeOrigin } from '../document/origins.ts'
import { openProjectDoc, type ProjectDoc } from '../document/project-doc.ts'
import { seededRandom, type Random } from '../util/random.ts'
import { testContext } from './builders.ts'

/** One replica with its own undoable origin. */
export interface Peer {
  readonly name: string
  readonly doc: ProjectDoc
  readonly context: CommandContext
}

/** Several replicas joined by links that delay, repeat and reorder updates, all by chance from one seed. */
export interface PeerNetwork {
  readonly peers: readonly Peer[]
  readonly random: Random
  /** Delivers a few waiting updates, in any order, some of them again later. */
  deliverSome(): void
  /** Delivers everything, so that all replicas have seen the same. */
  settle(): void
}

/** Starts `count` replicas of one document. */
export function connectPeers(seed: number, count: number, initial: Uint8Array): PeerNetwork {
  const random = seededRandom(seed)
  const remote = changeOrigin('remote')
  const peers = Array.from({ length: count }, (_, index): Peer => {
    const ydoc = new Y.Doc()
    ydoc.clientID = 1000 + index
    Y.applyUpdate(ydoc, initial, remote)
    return { name: `peer ${index + 1}`, doc: openProjectDoc(ydoc), context: testContext(seed * 100 + index) }
  })
  const mail: { to: Peer; update: Uint8Array }[] = []
  for (const from of peers) {
    from.doc.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === remote) return
      for (const to of peers) if (to !== from) mail.push({ to, update })
    })
  }
  const deliverAt = (index: number, keep: boolean): void => {
    const [letter] = keep ? mail.slice(index, index + 1) : mail.splice(index, 1)
    if (letter) Y.applyUpdate(letter.to.doc.ydoc, letter.update, remote)
  }
  return {
    peers,
    random,
    deliverSome: () => {
      const most = Math.floor(random() * 4)
      for (let n = 0; n < most && mail.length > 0; n += 1) deliverAt(Math.floor(random() * mail.length), random() < 0.2)
    },
    settle: () => {
      while (mail.length > 0) deliverAt(Math.floor(random() * mail.length), false)
    },
  }
}
