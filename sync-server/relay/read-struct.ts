import { UnreadableBytes, type ByteReader } from './byte-reader.ts'
import { skipContent, type ContentBudget } from './skip-content.ts'

/** What is told of the structs of an update as they are passed over. */
export interface StructVisitor extends ContentBudget {
  /** The kind of a struct, as Yjs numbers content (yjs, structs/Item.js, `contentRefs`); 0 is a collected one. */
  kind(kind: number): void
  /** The struct at a clock refers to another: its origin on either side, or its parent. */
  reference(at: number, client: number, clock: number): void
}

/** Bits of a struct's first byte (yjs, structs/Item.js, `write`). */
const Info = { kind: 0x1f, parentKey: 0x20, rightOrigin: 0x40, origin: 0x80 } as const
const KIND_COLLECTED = 0
/** The whole first byte of a gap. */
const INFO_SKIP = 10

/**
 * Passes over one struct. Returns how many clocks it takes; of a gap, which takes clocks that stay unknown, the negative.
 * Throws `UnreadableBytes`.
 */
export function readStruct(reader: ByteReader, clock: number, visitor: StructVisitor): number {
  const info = reader.byte()
  if (info === INFO_SKIP) return -reader.varUint()
  const kind = info & Info.kind
  visitor.kind(kind)
  const length = kind === KIND_COLLECTED ? reader.varUint() : readItem(reader, clock, info, visitor)
  // Yjs would keep an empty struct at the clock of the next one, and find either.
  if (length === 0) throw new UnreadableBytes('a struct is empty')
  return length
}

function readItem(reader: ByteReader, clock: number, info: number, visitor: StructVisitor): number {
  const hasOrigin = (info & Info.origin) !== 0
  const hasRightOrigin = (info & Info.rightOrigin) !== 0
  if (hasOrigin) visitor.reference(clock, reader.varUint(), reader.varUint())
  if (hasRightOrigin) visitor.reference(clock, reader.varUint(), reader.varUint())
  if (!hasOrigin && !hasRightOrigin) {
    // Yjs takes 1 for the name of a root and everything else for an id; it writes 0.
    if (reader.varUint() === 1) reader.skipString()
    else visitor.reference(clock, reader.varUint(), reader.varUint())
    if ((info & Info.parentKey) !== 0) reader.skipString()
  }
  return skipContent(reader, info & Info.kind, visitor)
}

/** A clock further on. Throws `UnreadableBytes` where it can be told from its neighbours no more. */
export function addClocks(clock: number, length: number): number {
  const end = clock + length
  if (!Number.isSafeInteger(end)) throw new UnreadableBytes('a clock is out of range')
  return end
}
