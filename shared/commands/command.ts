import type { z } from 'zod'
import { isNewerLibrary } from '../document/library-doc.ts'
import { schemaStanding } from '../document/migrations.ts'
import type { ChangeOrigin } from '../document/origins.ts'
import { openProjectDoc, type ProjectDoc } from '../document/project-doc.ts'

/** What a command needs from outside: who asks, what time it is, where new names come from. */
export interface CommandContext {
  /** The origin of the transaction; undo follows the one of the user. */
  readonly origin: ChangeOrigin
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A fresh UUID. */
  readonly newId: () => string
  /** Display name of the person on whose behalf this happens. */
  readonly actor: string
}

/** Why a command was refused. Closed: each maps to one HTTP status and one sentence. */
export type CommandErrorCode = 'invalid' | 'not-found' | 'in-trash' | 'conflict'

/** A refusal: nothing was changed, and `message` says what to do. */
export class CommandError extends Error {
  readonly code: CommandErrorCode
  /** Places in the arguments that are wrong, for forms and problem documents. */
  readonly issues: readonly { readonly path: string; readonly message: string }[]

  constructor(
    code: CommandErrorCode,
    message: string,
    issues: readonly { readonly path: string; readonly message: string }[] = [],
  ) {
    super(message)
    this.name = 'CommandError'
    this.code = code
    this.issues = issues
  }
}

/** An edit: schema and function together, the same one for the interface, REST, importers and dispatch. */
export interface Command<D, Schema extends z.ZodType, Result> {
  (doc: D, args: z.input<Schema>, context: CommandContext): Result
  /** `noun.verb`. */
  readonly commandName: string
  readonly schema: Schema
}

/** A document that commands can change: anything with its Yjs document beside its roots. */
export interface CommandableDoc {
  readonly ydoc: ProjectDoc['ydoc']
}

/**
 * Defines a command. `plan` looks at the document, refuses with a `CommandError`, and returns the function that
 * writes; only that function runs inside the one transaction, so a refused command leaves the document
 * byte-identical. A film or a library from a newer version refuses every command.
 */
export function defineCommand<D extends CommandableDoc, Schema extends z.ZodType, Result>(
  commandName: string,
  schema: Schema,
  plan: (doc: D, args: z.output<Schema>, context: CommandContext) => () => Result,
): Command<D, Schema, Result> {
  const command = (doc: D, args: z.input<Schema>, context: CommandContext): Result => {
    const parsed = schema.safeParse(args)
    if (!parsed.success) throw invalidArguments(commandName, parsed.error)
    if (schemaStanding(openProjectDoc(doc.ydoc)) === 'newer') {
      throw new CommandError('conflict', 'A newer StoryCanvas has edited this film. Update this one to edit it too')
    }
    if (isNewerLibrary(doc.ydoc)) {
      throw new CommandError('conflict', 'A newer StoryCanvas has edited this library. Update this one to edit it too')
    }
    const write = plan(doc, parsed.data, context)
    return doc.ydoc.transact(write, context.origin)
  }
  return Object.assign(command, { commandName, schema })
}

function invalidArguments(commandName: string, error: z.ZodError): CommandError {
  const issues = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  const first = issues[0]
  const where = first?.path ? `${first.path}: ` : ''
  return new CommandError(
    'invalid',
    `${commandName} was refused. ${where}${first?.message ?? 'The input is wrong'}`,
    issues,
  )
}
