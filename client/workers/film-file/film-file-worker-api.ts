import type { ForeignFilm } from '#shared/document/foreign-film.ts'
import type { FilmFileParts, LocatedPart } from '#shared/interchange/film-file/locate-parts.ts'
import type { FilmFileManifest, ManifestFacts, MissingFile } from '#shared/interchange/film-file/manifest.ts'

/** A medium that belongs into a film file. */
export interface WantedMedium {
  readonly sha256: string
  /** As the film says it is. */
  readonly mime: string
  /** What it is to the film, for people. */
  readonly label: string
}

/** A film that is to be written into a file: everything but the bytes of its media, which are asked for one by one. */
export interface FilmFileJob {
  readonly facts: Pick<ManifestFacts, 'app' | 'film' | 'madeAt' | 'scope'>
  /** Yjs V2. */
  readonly document: Uint8Array
  /** Yjs V2. */
  readonly review: Uint8Array
  /** The text of `film.json`. */
  readonly readable: string
  /** Recipes by hash. */
  readonly recipes: readonly string[]
  readonly media: readonly WantedMedium[]
  /** True where the pictures that takes were made from go in as well. */
  readonly withInputs: boolean
}

/** A film file that was written. */
export interface WrittenFilmFile {
  readonly bytes: number
  /** What could not be put into it. */
  readonly missing: readonly MissingFile[]
  /** The file where it was not written to a handle. */
  readonly file: Blob | null
}

/** A film file that was looked through: its structure holds, and its documents are a film. */
export interface OpenedFilmFile {
  readonly manifest: FilmFileManifest
  readonly parts: FilmFileParts
  readonly film: ForeignFilm
}

/** What the worker for film files does for its page. */
export interface FilmFileWorkerApi {
  /**
   * Writes a film file to `target`, or into memory where that is null. `read` answers the file with a hash, or null
   * where nobody has it; `report` hears the bytes of media that are done and answers whether to go on. Where it does
   * not, or anything fails, nothing new is at the target.
   */
  write(
    job: FilmFileJob,
    target: FileSystemFileHandle | null,
    read: (sha256: string) => Promise<Blob | null>,
    report: (bytes: number) => Promise<boolean>,
  ): Promise<WrittenFilmFile>
  /** Looks through a file; throws a `FilmFileError`. */
  open(file: Blob): Promise<OpenedFilmFile>
  /** Hands over parts of an opened file, each once its hash was found to be right; throws a `FilmFileError`. */
  extract(
    file: Blob,
    parts: readonly LocatedPart[],
    deliver: (part: LocatedPart, content: Blob) => Promise<void>,
  ): Promise<void>
}
