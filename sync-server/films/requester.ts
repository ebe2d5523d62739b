import type { CommandContext } from '#shared/commands/command.ts'

/** On whose behalf something is edited, and where the ids of what is made come from. */
export type Requester = Pick<CommandContext, 'actor' | 'newId'>

/** What is said of who edits where nobody has a name: on a server without accounts. */
export const UNNAMED = 'API'
