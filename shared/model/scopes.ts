import { z } from 'zod'

/** What a token may be good for; an act needs its scope and the role. */
export const Scope = z.enum(['read', 'write', 'generate', 'work', 'administer'])
export type Scope = z.infer<typeof Scope>
