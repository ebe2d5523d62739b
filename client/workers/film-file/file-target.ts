/** A place that a file is written to. Either `finish` or `abandon` ends it. */
export interface FileTarget {
  readonly stream: WritableStream<Uint8Array>
  /** Keeps the file. Answers it where it is in memory only. */
  finish(): Promise<Blob | null>
  /** Leaves nothing of it. */
  abandon(): Promise<void>
}

/** Small writes are put together into pieces of this size: each one is a trip to another process. */
const PIECE_BYTES = 1024 ** 2

/** Opens a file for writing, or memory where there is none. */
export async function openFileTarget(handle: FileSystemFileHandle | null): Promise<FileTarget> {
  if (!handle) return memoryTarget()
  if (typeof handle.createWritable === 'function') return writableTarget(await handle.createWritable())
  return syncTarget(await (handle as FileSystemFileHandle & SyncFileHandle).createSyncAccessHandle())
}

/** What workers of engines without writables have for files of the browser's own store (File System Standard, 2.6). */
interface SyncFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>
}

interface SyncFile {
  truncate(bytes: number): void
  /** Answers how many bytes were written. */
  write(bytes: Uint8Array): number
  flush(): void
  close(): void
}

function writableTarget(file: FileSystemWritableFileStream): FileTarget {
  const pieces = inPieces((bytes) => file.write(bytes))
  return {
    stream: pieces.stream,
    finish: async () => {
      await pieces.flush()
      await file.close()
      return null
    },
    abandon: () => file.abort(),
  }
}

function syncTarget(file: SyncFile): FileTarget {
  file.truncate(0)
  const pieces = inPieces((bytes) => {
    for (let at = 0; at < bytes.length;) at += file.write(bytes.subarray(at))
  })
  return {
    stream: pieces.stream,
    finish: async () => {
      await pieces.flush()
      file.flush()
      file.close()
      return null
    },
    abandon: async () => {
      file.truncate(0)
      file.close()
    },
  }
}

function memoryTarget(): FileTarget {
  // A Blob of Blobs lets the browser move what was written out of this process.
  const blobs: Blob[] = []
  const pieces = inPieces((bytes) => void blobs.push(new Blob([bytes])))
  return {
    stream: pieces.stream,
    finish: async () => {
      await pieces.flush()
      return new Blob(blobs)
    },
    abandon: async () => void blobs.splice(0),
  }
}

function inPieces(write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void> | void) {
  let piece = new Uint8Array(PIECE_BYTES)
  let filled = 0
  const flush = async (): Promise<void> => {
    const full = piece.subarray(0, filled)
    piece = new Uint8Array(PIECE_BYTES)
    filled = 0
    if (full.length > 0) await write(full)
  }
  const stream = new WritableStream<Uint8Array>({
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + PIECE_BYTES - filled)
        piece.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === PIECE_BYTES) await flush()
      }
    },
  })
  return { stream, flush }
}
