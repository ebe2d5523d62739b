import type { CommandContext } from '#shared/commands/command.ts'
import type { LibraryDoc } from '#shared/document/library-doc.ts'
import type { LibrarySnapshot } from '#shared/document/library-records.ts'
import type { CastDoc } from '#shared/document/project-doc.ts'
import type { CastHomes, CastKind, CastRecords } from './cast-homes.ts'
import type { Requester } from './requester.ts'
import type { StudioLibrary } from './studio-library.ts'

/** An edit where one kind of entity lives. */
export interface EntityEdit<D, S> {
  readonly doc: D
  readonly before: S
  /** What it reads like now: call it once the commands are through. */
  readonly after: () => S
  readonly context: CommandContext
}

/** Where one kind of entity lives: in the studio's library (null), and in films (their ids) where `inFilms` says so. */
export interface EntityHomes<D, S> {
  readonly inFilms: boolean
  /** Throws a `not-found` command error where there is none with this id. */
  homeOf(id: string): Promise<string | null>
  read<T>(home: string | null, read: (records: S) => T): Promise<T>
  edit<T>(home: string | null, run: (edit: EntityEdit<D, S>) => T, by: Requester): Promise<T>
  /** Notes where one that was just made lives, so that it is found by its id at once. */
  note(home: string | null, id: string): Promise<void>
}

/** The homes of what films and the library both hold. */
export function castHomesOf(castHomes: CastHomes, kind: CastKind): EntityHomes<CastDoc, CastRecords> {
  return {
    inFilms: true,
    homeOf: (id) => castHomes.homeOf(kind, id),
    read: (home, read) => castHomes.read(home, read),
    edit: (home, run, by) => castHomes.edit(home, run, by),
    // What a film offers is noted as the take that it is.
    note: (home, id) => (kind === 'pool' ? Promise.resolve() : castHomes.note(home, kind, id)),
  }
}

/** The home of what the library alone holds. */
export function libraryHome(library: StudioLibrary): EntityHomes<LibraryDoc, LibrarySnapshot> {
  return {
    inFilms: false,
    homeOf: async () => null,
    read: (_home, read) => library.read(read),
    edit: (_home, run, by) => library.edit(run, by),
    note: async () => {},
  }
}
