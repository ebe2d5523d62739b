import { z } from 'zod'

/** What somebody may do in one film. */
export const ProjectRole = z.enum(['owner', 'editor', 'reviewer', 'viewer'])
export type ProjectRole = z.infer<typeof ProjectRole>

/** What somebody is in the studio, the whole of one server. */
export const StudioRole = z.enum(['administrator', 'member', 'guest'])
export type StudioRole = z.infer<typeof StudioRole>
