import { z } from 'zod'

/** A video that OpenAI keeps for the studio's key. */
export const OpenAiVideo = z
  .object({
    id: z.string().meta({ example: 'video_68d7512d' }),
    model: z.string().meta({ example: 'sora-2' }),
    status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
    progress: z.number().min(0).max(100).meta({ description: 'Percent' }),
    seconds: z.number().nullable().meta({ description: 'Length in seconds' }),
    size: z.string().nullable().meta({ description: 'Width and height in pixels', example: '1280x720' }),
    prompt: z.string().nullable(),
    error: z.string().nullable().meta({ description: 'Why it failed' }),
    created_at: z.string().meta({ description: 'ISO 8601, UTC' }),
    completed_at: z.string().nullable(),
    expires_at: z.string().nullable().meta({ description: 'When OpenAI deletes the file' }),
  })
  .meta({ id: 'OpenAiVideo' })
export type OpenAiVideo = z.infer<typeof OpenAiVideo>

/** Videos of a key, newest first. */
export const OpenAiVideoPage = z
  .object({ items: z.array(OpenAiVideo), next_cursor: z.string().nullable() })
  .meta({ id: 'OpenAiVideoPage' })
export type OpenAiVideoPage = z.infer<typeof OpenAiVideoPage>

/** An id as OpenAI gives them: it becomes part of an address. */
export const OpenAiVideoId = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, 'letters, digits, _ and - are possible')
