import type { z } from 'zod'
import type { Command } from '#shared/commands/command.ts'
import type { CastDoc, ProjectDoc } from '#shared/document/project-doc.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import type { UndoState } from '#shared/document/undo.ts'
import type { ProjectSession, RunOptions } from '../project-session.ts'
import type { Readable } from '../store.ts'
import { LIBRARY_FILES, type StudioLibrary } from './studio-library.ts'

/** What a person can take back and do again. */
export interface Undoable {
  readonly undoState: Readable<UndoState>
  undo(): string | null
  redo(): string | null
}

/** Where characters, styles and offered takes live and are edited: an open film, or the library. */
export interface CastHome extends Undoable {
  /** Null for the library. */
  readonly projectId: string | null
  readonly records: Readable<Pick<ProjectSnapshot, 'characters' | 'styles' | 'pool'>>
  /** Under whose name files wait for their upload. */
  readonly filesOf: string
  /** Runs a command as one undoable step; a refusal throws. */
  run<Schema extends z.ZodType, Result>(
    command: Command<CastDoc, Schema, Result>,
    args: z.input<Schema>,
    options?: RunOptions,
  ): Result
}

/** An open film as such a home. */
export function filmHome(session: ProjectSession): CastHome {
  return {
    projectId: session.projectId,
    records: session.records,
    filesOf: session.projectId,
    undoState: session.undoState,
    undo: session.undo,
    redo: session.redo,
    // A film's document has these roots, so it is a document that the command takes.
    run: <Schema extends z.ZodType, Result>(
      command: Command<CastDoc, Schema, Result>,
      args: z.input<Schema>,
      options?: RunOptions,
    ): Result => session.run(command as Command<ProjectDoc, Schema, Result>, args, options),
  }
}

/** The library as such a home. */
export function libraryHome(library: StudioLibrary): CastHome {
  return {
    projectId: null,
    records: library.records,
    filesOf: LIBRARY_FILES,
    undoState: library.undoState,
    undo: library.undo,
    redo: library.redo,
    run: library.run,
  }
}
