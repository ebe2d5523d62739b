/** One update of one room, to be kept. */
export interface LogEntry {
  /** Name of the room, as it stands in the address: `project/{id}`. */
  readonly room: string
  /** A Yjs update (encoding V1). */
  readonly bytes: Uint8Array
  /** Who wrote it; null where the server itself did. */
  readonly author: string | null
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * A stored update. In its room `seq` grows with every append and is never used twice, also not once the room was removed.
 *
 * In a log that several processes share (Postgres), the numbers of a room follow one another without a gap, 1, 2, 3, and
 * become visible in that order: whoever sees one sees all below it. So a process can tell from a number alone whether
 * another process wrote something in between, and none ever looks past an update that is still being committed.
 */
export interface StoredUpdate {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** All that is stored of one room: a snapshot, and the updates that came after it, oldest first. */
export interface StoredDocument {
  readonly snapshot: Uint8Array | null
  readonly tail: readonly StoredUpdate[]
  /** The number of the newest update, also where that is part of the snapshot by now; 0 where nothing is stored. */
  readonly lastSeq: number
}

/** A room of which something is stored. */
export interface StoredRoom {
  readonly room: string
  /** When the update with the highest number came, in milliseconds since 1970: earlier than others where a clock was set back. */
  readonly newestAt: number
}

/**
 * The append-only log of every room's updates: the one place where a document lives on the server. A failed call changes
 * nothing stored, save where a database on another machine has kept an append and its answer got lost with the connection:
 * what it kept then shows in the room's numbers, as what another process appends does.
 */
export interface DocumentLog {
  /**
   * Keeps all entries, whatever their rooms, or none of them. Resolves with their sequence numbers, in the order of
   * the entries, once all of it would survive a power cut.
   */
  append(entries: readonly LogEntry[]): Promise<readonly number[]>
  /** What is stored of a room; an empty document where nothing is. */
  load(room: string): Promise<StoredDocument>
  /**
   * The updates of a room with a number above `seq`, oldest first; null where some of them are part of a snapshot by
   * now, so that only `load` tells all.
   */
  loadAfter(room: string, seq: number): Promise<readonly StoredUpdate[] | null>
  /**
   * Puts `snapshot` in the place of the old snapshot and of every update up to and including `throughSeq`. Updates
   * with a higher number stay, also those appended while the snapshot was made. Where the stored snapshot reaches
   * further already (another process was faster) nothing changes.
   */
  compact(room: string, snapshot: Uint8Array, throughSeq: number): Promise<void>
  /** Whether anything at all is stored of a room. */
  has(room: string): Promise<boolean>
  /** The rooms of which something is stored, in the order of their names. */
  rooms(): Promise<readonly StoredRoom[]>
  /** Forgets a room for good. */
  remove(room: string): Promise<void>
}
