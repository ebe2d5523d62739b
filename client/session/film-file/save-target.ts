/** Where a film file goes. Either `done` or `abandon` ends it. */
export interface SaveTarget {
  /** The file to write; null where it is made in memory. */
  readonly handle: FileSystemFileHandle | null
  /** Hands the finished file to the person; `file` is the one made in memory. */
  done(file: Blob | null): Promise<void>
  /** Leaves no part of the file anywhere. */
  abandon(): Promise<void>
}

/** The file picker of browsers that have one (File System Access, 3.3). */
type PickingWindow = Window & {
  showSaveFilePicker?: (options: {
    suggestedName: string
    id: string
    types: readonly { description: string; accept: Readonly<Record<string, readonly string[]>> }[]
  }) => Promise<FileSystemFileHandle>
}

/** Up to here a file is made in memory where the browser has no picker. */
const MEMORY_BYTES = 48 * 1024 ** 2

/** Folder of the browser's own store for files on their way to the downloads. */
const SCRATCH = 'film-files'
/** How long a download may read such a file. */
const SCRATCH_MS = 60 * 60 * 1000

/**
 * Lets the person choose where a file of about so many bytes goes; null where they called it off. Browsers without a
 * picker put it among the downloads. Call it straight from a press: pickers open for nothing else.
 */
export async function pickSaveTarget(
  fileName: string,
  type: { readonly description: string; readonly mime: string; readonly extension: string },
  bytes: number,
): Promise<SaveTarget | null> {
  const picker = (window as PickingWindow).showSaveFilePicker
  if (!picker) return bytes > MEMORY_BYTES ? scratchTarget(fileName) : memoryTarget(fileName)
  try {
    const types = [{ description: type.description, accept: { [type.mime]: [type.extension] } }]
    return await pickedTarget(await picker.call(window, { suggestedName: fileName, id: 'film-files', types }))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

async function pickedTarget(handle: FileSystemFileHandle): Promise<SaveTarget> {
  // Choosing a new name makes an empty file at once; one that was there keeps its content until the new one is whole.
  const isNew = (await handle.getFile()).size === 0
  return {
    handle,
    done: () => Promise.resolve(),
    abandon: async () => {
      const removable = handle as FileSystemFileHandle & { remove?: () => Promise<void> }
      if (isNew) await removable.remove?.()
    },
  }
}

/** The file is written to the browser's own store, so that its size is no matter, and downloaded from there. */
async function scratchTarget(fileName: string): Promise<SaveTarget> {
  const store = await navigator.storage?.getDirectory?.().catch(() => null)
  // Pages without https have no store of their own.
  if (!store) return memoryTarget(fileName)
  const folder = await store.getDirectoryHandle(SCRATCH, { create: true })
  await sweep(folder)
  const name = `${crypto.randomUUID()}.part`
  const handle = await folder.getFileHandle(name, { create: true })
  const remove = (): Promise<void> => folder.removeEntry(name).catch(() => undefined)
  return {
    handle,
    done: async () => {
      download(await handle.getFile(), fileName)
      // No event tells when a download has read its file; what is left over goes with a later film.
      setTimeout(() => void remove(), SCRATCH_MS)
    },
    abandon: remove,
  }
}

/** Removes what earlier tabs left behind. */
async function sweep(folder: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = []
  for await (const [name, handle] of entriesOf(folder)) {
    const age =
      handle.kind === 'file' ? Date.now() - (await (handle as FileSystemFileHandle).getFile()).lastModified : 0
    if (age > SCRATCH_MS) names.push(name)
  }
  for (const name of names) await folder.removeEntry(name).catch(() => undefined)
}

function entriesOf(folder: FileSystemDirectoryHandle): AsyncIterable<[string, FileSystemHandle]> {
  return (folder as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries()
}

function memoryTarget(fileName: string): SaveTarget {
  return {
    handle: null,
    done: async (file) => {
      if (file) download(file, fileName)
    },
    abandon: () => Promise.resolve(),
  }
}

function download(file: Blob, fileName: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), SCRATCH_MS)
}
