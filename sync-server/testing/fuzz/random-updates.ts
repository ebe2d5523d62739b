import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Random } from '#shared/util/random.ts'

/** Clients of the fuzzed documents: few, so that what one makes up meets what another has. */
const CLIENTS = [3, 7, 300, 70_000]

export function whole(random: Random, below: number): number {
  return Math.floor(random() * below)
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[whole(random, items.length)] as T
}

/** What people do to documents, in all kinds of content that Yjs has but documents inside documents. */
const EDITS: readonly ((doc: Y.Doc, random: Random) => void)[] = [
  (doc, random) => {
    const text = doc.getText('prompt')
    text.insert(whole(random, text.length + 1), pick(random, ['sea', 'dawn ', 'é', '🎬', 'x']))
  },
  (doc, random) => {
    const text = doc.getText('prompt')
    if (text.length > 3) text.delete(whole(random, text.length - 2), 2)
  },
  (doc, random) => {
    const text = doc.getText('prompt')
    if (text.length > 3) text.format(whole(random, text.length - 2), 2, { bold: random() < 0.5 ? true : null })
  },
  (doc, random) => doc.getText('prompt').insertEmbed(0, { image: whole(random, 100) }),
  (doc, random) => {
    const clip = new Y.Map<unknown>([['length', whole(random, 500)]])
    doc.getMap('clips').set(pick(random, ['a', 'b', 'c']), clip)
    if (random() < 0.5) clip.set('prompt', new Y.Text('sunrise'))
  },
  (doc, random) => {
    const clip = doc.getMap('clips').get(pick(random, ['a', 'b', 'c']))
    if (clip instanceof Y.Map)
      clip.set(pick(random, ['length', 'name']), pick(random, [1, 'x', null, 2.5, -3e9, [1, { a: 2 }]]))
  },
  (doc, random) => doc.getMap('clips').delete(pick(random, ['a', 'b', 'c'])),
  (doc, random) => doc.getArray('list').insert(0, [whole(random, 9), 'y', { z: [undefined, true] }]),
  (doc, random) => {
    const list = doc.getArray('list')
    if (list.length > 2) list.delete(whole(random, list.length - 1), 2)
  },
  (doc, random) => doc.getArray('list').push([Uint8Array.of(1, 2, whole(random, 256))]),
]

/** The updates of a few people who edit one document, some of them behind the others. */
export function honestUpdates(random: Random, steps: number): Uint8Array[] {
  const peers = CLIENTS.map((clientId) => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    return doc
  })
  const sent: Uint8Array[] = []
  for (const peer of peers) peer.on('update', (update: Uint8Array) => sent.push(update))
  for (let step = 0; step < steps; step += 1) {
    const peer = pick(random, peers)
    if (random() < 0.4 && sent.length > 0) Y.applyUpdate(peer, pick(random, sent))
    else peer.transact(() => pick(random, EDITS)(peer, random))
  }
  for (const peer of peers) peer.destroy()
  return sent
}

/** The same bytes with something done to them. */
export function mutated(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const at = whole(random, bytes.length)
  switch (whole(random, 6)) {
    case 0:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << whole(random, 8)) : byte))
    case 1:
      return bytes.slice(0, at)
    case 2:
      return Uint8Array.from([...bytes.slice(0, at), whole(random, 256), ...bytes.slice(at)])
    case 3:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1 + whole(random, 4))])
    case 4:
      return Uint8Array.from([...bytes.slice(0, at), ...other.slice(whole(random, other.length))])
    default:
      return bytes.map((byte, index) => (index === at ? pick(random, [0, 1, 2, 127, 128, 255]) : byte))
  }
}

/** An update that could be one, made up struct by struct: what it refers to is often there. */
export function madeUpUpdate(random: Random, clocks: ReadonlyMap<number, number>): Uint8Array {
  const encoder = encoding.createEncoder()
  const write = (value: number): void => encoding.writeVarUint(encoder, value)
  const near = (client: number): number => Math.max(0, (clocks.get(client) ?? 0) + whole(random, 6) - 4)
  const writeId = (): void => {
    const client = pick(random, CLIENTS)
    write(client)
    write(random() < 0.7 ? whole(random, (clocks.get(client) ?? 0) + 1) : near(client))
  }
  const writeItem = (): void => {
    const kind = pick(random, [1, 2, 3, 4, 4, 4, 5, 6, 7, 7, 8, 8, 8])
    const info = kind | pick(random, [0, 0x20, 0x40, 0x80, 0xc0])
    encoding.writeUint8(encoder, info)
    if (info & 0x80) writeId()
    if (info & 0x40) writeId()
    if (!(info & 0xc0)) {
      if (random() < 0.5) {
        write(1)
        encoding.writeVarString(encoder, pick(random, ['prompt', 'clips', 'list']))
      } else {
        write(0)
        writeId()
      }
      if (info & 0x20) encoding.writeVarString(encoder, pick(random, ['a', 'b', 'length']))
    }
    writeContent(encoder, kind, random)
  }
  const clients = CLIENTS.filter(() => random() < 0.4)
  write(clients.length)
  for (const client of clients) {
    const structs = 1 + whole(random, 4)
    write(structs)
    write(client)
    write(random() < 0.6 ? (clocks.get(client) ?? 0) : near(client))
    for (let index = 0; index < structs; index += 1) {
      if (random() < 0.8) {
        writeItem()
      } else {
        encoding.writeUint8(encoder, pick(random, [0, 0, 10]))
        write(pick(random, [0, 1, 1, 2, 5, 2 ** 40]))
      }
    }
  }
  const deleting = CLIENTS.filter(() => random() < 0.3)
  write(deleting.length)
  for (const client of deleting) {
    const ranges = 1 + whole(random, 3)
    write(client)
    write(ranges)
    for (let index = 0; index < ranges; index += 1) {
      write(whole(random, (clocks.get(client) ?? 0) + 2))
      write(whole(random, 4))
    }
  }
  return encoding.toUint8Array(encoder)
}

function writeContent(encoder: encoding.Encoder, kind: number, random: Random): void {
  switch (kind) {
    case 1:
      return encoding.writeVarUint(encoder, whole(random, 4))
    case 2:
      encoding.writeVarUint(encoder, 1)
      return encoding.writeVarString(encoder, pick(random, ['{"a":1}', 'undefined', '[1', '"x"']))
    case 3:
      return encoding.writeVarUint8Array(encoder, Uint8Array.of(1, 2, 3))
    case 4:
      return encoding.writeVarString(encoder, pick(random, ['sea', '', 'é🎬', 'x']))
    case 5:
      return encoding.writeVarString(encoder, pick(random, ['{"a":1}', 'null', '{']))
    case 6:
      encoding.writeVarString(encoder, 'bold')
      return encoding.writeVarString(encoder, pick(random, ['true', 'null']))
    case 7: {
      const type = whole(random, 7)
      encoding.writeVarUint(encoder, type)
      if (type === 3 || type === 5) encoding.writeVarString(encoder, 'p')
      return undefined
    }
    default: {
      const values = whole(random, 3)
      encoding.writeVarUint(encoder, values)
      for (let index = 0; index < values; index += 1) {
        encoding.writeAny(encoder, pick(random, [1, 'x', null, undefined, 1.5, true, [1, [2]], { b: { c: 3 } }]))
      }
      return undefined
    }
  }
}
