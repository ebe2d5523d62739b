import { closeSync, copyFileSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/**
 * A write-ahead log, read without SQLite, which takes the whole transactions at its beginning and passes over the rest
 * without a word. Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export interface WalReport {
  /** Transactions that SQLite finds. */
  readonly transactions: number
  /** Transactions behind the first damage: SQLite does not find them. */
  readonly lostTransactions: number
  /** Whether it ends within a transaction: one that was being written when the server ended. */
  readonly unfinished: boolean
}

/** One page as a transaction left it. */
interface Frame {
  readonly page: number
  /** Pages of the whole file where the frame ends a transaction, else 0. */
  readonly filePages: number
  readonly content: Uint8Array
  /** Whether it is as it was written. */
  readonly whole: boolean
}

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC_LITTLE = 0x377f0682
const MAGIC_BIG = 0x377f0683

type Checksum = readonly [number, number]

/** Reads a write-ahead log. `pageBytes` is the page size of its database, for where the log's own head is damaged. */
export function inspectWal(wal: Uint8Array, pageBytes: number): WalReport {
  let transactions = 0
  let lostTransactions = 0
  let damaged = !hasWholeHead(wal)
  let unfinished = false
  for (const { whole, filePages } of framesOf(wal, pageBytes)) {
    damaged ||= !whole
    unfinished = filePages === 0 || !whole
    if (filePages > 0 && damaged) lostTransactions += 1
    else if (filePages > 0) transactions += 1
  }
  return { transactions, lostTransactions, unfinished: unfinished || endsInZeros(wal, pageBytes) }
}

/** No page has the number 0: a disk that lost power may have made room for what it did not write. */
function endsInZeros(wal: Uint8Array, pageBytes: number): boolean {
  const lastFrame = wal.length - pageBytes - FRAME_HEADER_BYTES
  return lastFrame >= HEADER_BYTES && viewOf(wal).getUint32(lastFrame) === 0
}

/**
 * Writes to `target` the database at `source` with every page that its log holds unharmed, those behind a damage
 * included. What comes of it may not hang together as a database; its rows are for salvage alone.
 */
export function applyWholePages(source: string, wal: Uint8Array, pageBytes: number, target: string): void {
  copyFileSync(source, target)
  const file = openSync(target, 'r+')
  try {
    for (const { whole, page, filePages, content } of framesOf(wal, pageBytes)) {
      if (whole) writeSync(file, content, 0, content.length, (page - 1) * content.length)
      if (whole && filePages > 0) ftruncateSync(file, filePages * content.length)
    }
  } finally {
    closeSync(file)
  }
}

/** Page size of the database at `path`; 4096 where its head does not tell one. */
export function pageBytesOf(path: string): number {
  const head = readFileSync(path).subarray(0, 18)
  const size = head.length === 18 ? head.readUInt16BE(16) : 0
  if (size === 1) return 65_536
  return size >= 512 && Number.isInteger(Math.log2(size)) ? size : 4096
}

function hasWholeHead(wal: Uint8Array): boolean {
  if (wal.length < HEADER_BYTES) return true
  const view = viewOf(wal)
  const sum = checksum(view, 0, 24, isLittle(view), [0, 0])
  return isMagic(view) && sum[0] === view.getUint32(24) && sum[1] === view.getUint32(28)
}

/** The frames of the log as it was last begun; what follows them is left of an earlier one. */
function* framesOf(wal: Uint8Array, pageBytesOfFile: number): Iterable<Frame> {
  if (wal.length < HEADER_BYTES + FRAME_HEADER_BYTES) return
  const view = viewOf(wal)
  const wholeHead = hasWholeHead(wal)
  const pageBytes = wholeHead ? view.getUint32(8) : pageBytesOfFile
  const frameBytes = FRAME_HEADER_BYTES + pageBytes
  const saltAt = wholeHead ? 16 : HEADER_BYTES + 8
  const isOwn = (at: number): boolean =>
    view.getUint32(at + 8) === view.getUint32(saltAt) && view.getUint32(at + 12) === view.getUint32(saltAt + 4)
  const starts: number[] = []
  for (let at = HEADER_BYTES; at + FRAME_HEADER_BYTES <= wal.length; at += frameBytes) starts.push(at)
  // Each frame continues the checksum of the one before it as that one tells it, so one damage does not hide the rest.
  let before: Checksum | null = wholeHead ? [view.getUint32(24), view.getUint32(28)] : null
  for (const at of starts.slice(0, starts.findLastIndex(isOwn) + 1)) {
    const complete = at + frameBytes <= wal.length
    const told: Checksum = [view.getUint32(at + 16), view.getUint32(at + 20)]
    const seen = complete && isOwn(at) && before ? frameChecksum(view, at, pageBytes, before) : null
    yield {
      page: view.getUint32(at),
      // What is cut off does not tell that its transaction ended.
      filePages: complete ? view.getUint32(at + 4) : 0,
      content: wal.subarray(at + FRAME_HEADER_BYTES, at + frameBytes),
      whole: seen !== null && seen[0] === told[0] && seen[1] === told[1],
    }
    before = told
  }
}

function frameChecksum(view: DataView, at: number, pageBytes: number, before: Checksum): Checksum {
  const little = isLittle(view)
  return checksum(view, at + FRAME_HEADER_BYTES, pageBytes, little, checksum(view, at, 8, little, before))
}

/** The checksum of SQLite's write-ahead log over 32-bit words, two at a time. */
function checksum(view: DataView, start: number, length: number, little: boolean, [s0, s1]: Checksum): Checksum {
  let first = s0
  let second = s1
  for (let at = start; at < start + length; at += 8) {
    first = (first + view.getUint32(at, little) + second) >>> 0
    second = (second + view.getUint32(at + 4, little) + first) >>> 0
  }
  return [first, second]
}

function isMagic(view: DataView): boolean {
  return view.getUint32(0) === MAGIC_LITTLE || view.getUint32(0) === MAGIC_BIG
}

/** Where the head is damaged: the order of nearly every machine. */
function isLittle(view: DataView): boolean {
  return view.getUint32(0) !== MAGIC_BIG
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
