import { parseJson } from './bounded-json.ts'
import { decodeText, UnreadableBytes, type ByteReader } from './byte-reader.ts'

/** Kinds of content in an update, as Yjs numbers them (yjs, structs/Item.js, `contentRefs`). */
const Content = {
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  subdocument: 9,
} as const

/** Shared types, as Yjs numbers them (yjs, structs/ContentType.js, `typeRefs`): these two have a name, 6 is the last. */
const NAMED_TYPES: readonly number[] = [3, 5]
const LAST_TYPE = 6

/** Values may lie this deep in one another: far below what overflows the stack of whoever reads or writes them. */
const MAX_DEPTH = 100

/** What content may cost. */
export interface ContentBudget {
  /** Counts values down, and throws where there are too many. */
  spend(values: number): void
  /** Counts bytes of JSON down, which have to be parsed. */
  spendJson(bytes: number): void
  /** Whether whole documents may stand in a document. */
  readonly subdocuments: boolean
}

/** Passes over the content of an item, all of it checked. Returns how many clocks it takes. Throws `UnreadableBytes`. */
export function skipContent(reader: ByteReader, kind: number, budget: ContentBudget): number {
  switch (kind) {
    case Content.deleted:
      return reader.varUint()
    case Content.json: {
      const count = reader.varUint()
      for (let index = 0; index < count; index += 1) skipJson(reader, budget, true)
      return count
    }
    case Content.binary:
      reader.varBytes()
      return 1
    case Content.string:
      return reader.skipString()
    case Content.embed:
      skipJson(reader, budget, false)
      return 1
    case Content.format:
      reader.skipString()
      skipJson(reader, budget, false)
      return 1
    case Content.type: {
      const type = reader.varUint()
      if (type > LAST_TYPE) throw new UnreadableBytes(`unknown type ${type}`)
      if (NAMED_TYPES.includes(type)) reader.skipString()
      return 1
    }
    case Content.any: {
      const count = reader.varUint()
      for (let index = 0; index < count; index += 1) skipAny(reader, budget, 0)
      return count
    }
    case Content.subdocument:
      if (!budget.subdocuments) throw new UnreadableBytes('a document inside the document')
      reader.skipString()
      skipAny(reader, budget, 0)
      return 1
    default:
      throw new UnreadableBytes(`unknown content ${kind}`)
  }
}

/** A value in lib0's `any` encoding. */
function skipAny(reader: ByteReader, budget: ContentBudget, depth: number): void {
  budget.spend(1)
  if (depth > MAX_DEPTH) throw new UnreadableBytes('values lie too deep in one another')
  const kind = reader.byte()
  switch (kind) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125:
      return reader.skipVarInt()
    case 124: // 32-bit float
      return reader.skip(4)
    case 123: // 64-bit float
    case 122: // 64-bit integer
      return reader.skip(8)
    case 119:
      reader.skipString()
      return
    case 118: {
      const count = reader.varUint()
      for (let index = 0; index < count; index += 1) {
        skipKey(reader)
        skipAny(reader, budget, depth + 1)
      }
      return
    }
    case 117: {
      const count = reader.varUint()
      for (let index = 0; index < count; index += 1) skipAny(reader, budget, depth + 1)
      return
    }
    case 116:
      reader.varBytes()
      return
    default:
      throw new UnreadableBytes(`unknown value ${kind}`)
  }
}

const PROTO = '__proto__'

/** The key of an object. Whoever decodes the one that JavaScript treats as special gets an object that encodes otherwise. */
function skipKey(reader: ByteReader): void {
  const start = reader.position
  const length = reader.skipString()
  if (length !== PROTO.length || reader.bytes[reader.position - 1] !== PROTO.charCodeAt(0)) return
  const key = reader.bytes.subarray(start + 1, reader.position)
  if (key.every((byte, at) => byte === PROTO.charCodeAt(at))) throw new UnreadableBytes(`a key ${PROTO}`)
}

function skipJson(reader: ByteReader, budget: ContentBudget, mayBeUndefined: boolean): void {
  const text = reader.varBytes()
  budget.spend(1)
  budget.spendJson(text.length)
  const json = decodeText(text)
  if (mayBeUndefined && json === 'undefined') return
  parseJson(json, MAX_DEPTH)
}
