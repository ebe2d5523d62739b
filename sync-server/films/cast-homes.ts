import { CommandError, type CommandContext } from '#shared/commands/command.ts'
import type { CastDoc } from '#shared/document/project-doc.ts'
import type { Character } from '#shared/model/character.ts'
import type { PoolEntry } from '#shared/model/pool-entry.ts'
import type { Style } from '#shared/model/style.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import type { Films } from './films.ts'
import type { Requester } from './requester.ts'
import type { StudioLibrary } from './studio-library.ts'

/** The records that films and the library have in common. */
export type CastRecords = Pick<ProjectSnapshot, 'characters' | 'styles' | 'pool'>

/** What an id can stand for here. */
export type CastKind = 'character' | 'style' | 'pool'

const ROOTS = { character: 'characters', style: 'styles', pool: 'pool' } as const

/** An edit of a film's or the library's cast. */
export interface CastEdit {
  readonly doc: CastDoc
  readonly before: CastRecords
  readonly after: () => CastRecords
  readonly context: CommandContext
}

/** Finds where a character, a style or an offered take lives, and reads and edits it there. */
export class CastHomes {
  readonly #films: Films
  readonly #library: StudioLibrary

  constructor(films: Films, library: StudioLibrary) {
    this.#films = films
    this.#library = library
  }

  /**
   * The film that one lives in; null for the library, which comes first where a film has a copy. Throws a `not-found`
   * command error where there is none.
   */
  async homeOf(kind: CastKind, id: string): Promise<string | null> {
    if (await this.isInLibrary(kind, id)) return null
    // What a film offers has the id of its take.
    return this.#films.filmOf(id, kind === 'pool' ? 'take' : kind)
  }

  /** Whether the library has one, in the trash or not. */
  isInLibrary(kind: CastKind, id: string): Promise<boolean> {
    return this.#library.read((snapshot) => snapshot[ROOTS[kind]].has(id))
  }

  /**
   * A film's own one, else that of the library: what a film may use. Throws the command error that says why there is none;
   * what another film has is none, since whoever edits one film may not be let into another.
   */
  async usableIn<K extends CastKind>(projectId: string, kind: K, id: string, called: string): Promise<Usable<K>> {
    const root = ROOTS[kind]
    const own = await this.#films.read(projectId, (snapshot) => snapshot[root].get(id) ?? null)
    if (own && (own.deletedAt === null || !(await this.isInLibrary(kind, id)))) {
      return { record: liveRecord(new Map([[id, own]]), id, called) as RecordOf<K>, isOwn: true }
    }
    const record = await this.#library.read((snapshot) =>
      liveRecord<RecordOf<K>>(recordsOf(snapshot, kind), id, called),
    )
    return { record, isOwn: false }
  }

  /** Reads a film's cast, or the library's. */
  read<T>(home: string | null, read: (records: CastRecords) => T): Promise<T> {
    return home === null ? this.#library.read(read) : this.#films.read(home, read)
  }

  /** Edits a film's cast, or the library's. */
  edit<T>(home: string | null, run: (edit: CastEdit) => T, by?: Requester): Promise<T> {
    return home === null ? this.#library.edit(run, by) : this.#films.edit(home, run, by)
  }

  /** Notes where something that was just made lives, so that it is found by its id at once. */
  async note(home: string | null, kind: 'character' | 'style', id: string): Promise<void> {
    if (home !== null) await this.#films.noteEntity(home, kind, id)
  }
}

type RecordsOf<K extends CastKind> = CastRecords[(typeof ROOTS)[K]]
type RecordOf<K extends CastKind> =
  RecordsOf<K> extends ReadonlyMap<string, infer T extends Character | Style | PoolEntry> ? T : never

/** One that a film may use, and whether it is the film's own. */
export interface Usable<K extends CastKind> {
  readonly record: RecordOf<K>
  readonly isOwn: boolean
}

function recordsOf<K extends CastKind>(records: CastRecords, kind: K): ReadonlyMap<string, RecordOf<K>> {
  return records[ROOTS[kind]] as unknown as ReadonlyMap<string, RecordOf<K>>
}

/** A record that is not in the trash; throws the command error that says why there is none. */
export function liveRecord<T extends { readonly name: string; readonly deletedAt: number | null }>(
  records: ReadonlyMap<string, T>,
  id: string,
  called: string,
): T {
  const record = records.get(id)
  if (!record) throw new CommandError('not-found', `There is no ${called} with the id ${id}`)
  if (record.deletedAt !== null) {
    throw new CommandError('in-trash', `${record.name || `This ${called}`} is in the trash. Restore it first`)
  }
  return record
}

/** Those that are not in the trash, oldest first. */
export function liveRecords<
  T extends { readonly id: string; readonly createdAt: number; readonly deletedAt: number | null },
>(records: ReadonlyMap<string, T>): T[] {
  return [...records.values()]
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}
