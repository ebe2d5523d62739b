import { z } from 'zod'

/** How the pretended server behaves; every key can be changed while it runs. */
export const Settings = z.object({
  /** Milliseconds a sampler takes for one step. */
  stepMs: z.number().min(0),
  /** Milliseconds any other node takes. */
  nodeMs: z.number().min(0),
  /** Every sampler stops after this step until it is released. */
  holdAtStep: z.int().min(1).nullable(),
  /** Every node of this class stops until it is released; it does not look whether the run was interrupted. */
  holdInClass: z.string().nullable(),
  /** No prompt is taken out of the queue. */
  pauseQueue: z.boolean(),
  /** Send previews although the prompt does not ask for them. */
  previewsByDefault: z.boolean(),
  /** Nothing is sent on any socket, as when another client blocks the sending loop. */
  muteSockets: z.boolean(),
  /** Every message of a run is sent twice. */
  duplicateMessages: z.boolean(),
  /** Neighbouring messages of a run change places. */
  reorderMessages: z.boolean(),
  /** Messages of a run are sent this many milliseconds late. */
  lateMessagesMs: z.number().min(0),
  /** All sockets are cut, without a close frame, when a sampler comes to this step. */
  dropSocketsAtStep: z.int().min(1).nullable(),
  /** The process ends at once when a sampler comes to this step. */
  crashAtStep: z.int().min(1).nullable(),
  /** Behaves as a server of the year before: knows no previews by prompt and does not check newer combos. */
  version: z.string(),
})
export type Settings = z.infer<typeof Settings>

export const DEFAULT_SETTINGS: Settings = {
  stepMs: 2,
  nodeMs: 0,
  holdAtStep: null,
  holdInClass: null,
  pauseQueue: false,
  previewsByDefault: false,
  muteSockets: false,
  duplicateMessages: false,
  reorderMessages: false,
  lateMessagesMs: 0,
  dropSocketsAtStep: null,
  crashAtStep: null,
  version: '0.8.0',
}

/** What can go wrong with the answer to a request. */
export const HttpFault = z.object({
  /** The path it strikes, without `/api`; a trailing `*` stands for anything. */
  path: z.string(),
  method: z.string().optional(),
  kind: z.enum([
    /** A page, with status 200, instead of the answer; nothing is done. */
    'html',
    /** JSON of another shape; nothing is done. */
    'wrong-json',
    /** Plain text with status 500; nothing is done. */
    'error-500',
    /** A redirect elsewhere; nothing is done. */
    'redirect',
    /** The connection is cut; nothing is done. */
    'reset',
    /** No answer ever; nothing is done. */
    'hang',
    /** The request is carried out, then the connection is cut. */
    'lose-answer',
    /** The request is carried out, the answer comes after `ms`. */
    'late-answer',
    /** The head promises the whole, half of the body comes, then the connection is cut. */
    'half',
    /** The body comes in small pieces, `ms` apart. */
    'drip',
    /** A body without end. */
    'endless',
  ]),
  ms: z.number().min(0).optional(),
  /** How many requests it strikes; absent = until cleared. */
  times: z.int().min(1).optional(),
})
export type HttpFault = z.infer<typeof HttpFault>

/** The next prompts that fail while they run. */
export const RunFault = z.object({
  kind: z.enum(['out-of-memory', 'unreadable-model', 'value-error']),
  times: z.int().min(1),
  /** For out-of-memory: after this step of the first sampler. */
  atStep: z.int().min(1).optional(),
})
export type RunFault = z.infer<typeof RunFault>

/** Body of `POST /__control`. */
export const ControlBody = z.object({
  set: Settings.partial().optional(),
  fault: HttpFault.optional(),
  clearFaults: z.boolean().optional(),
  runFault: RunFault.optional(),
  action: z
    .discriminatedUnion('type', [
      /** Lets what is held go on, once. */
      z.object({ type: z.literal('release') }),
      z.object({ type: z.literal('drop-sockets') }),
      z.object({ type: z.literal('crash') }),
      /** Forgets everything but files, restores the first settings, cuts all sockets. */
      z.object({ type: z.literal('reset') }),
      z.object({ type: z.literal('delete-file'), filename: z.string(), subfolder: z.string(), fileType: z.string() }),
      /** Sends a text, or base64 bytes, on every socket as it is. */
      z.object({ type: z.literal('send-text'), text: z.string() }),
      z.object({ type: z.literal('send-binary'), base64: z.string() }),
      /** Sends a text of so many bytes on every socket. */
      z.object({ type: z.literal('send-long-text'), bytes: z.int().min(1) }),
    ])
    .optional(),
})
export type ControlBody = z.input<typeof ControlBody>

/** Answer of `/__control`: what happened so far. */
export interface ControlState {
  readonly settings: Settings
  /** Requests in the order of their arrival, without those to the control endpoint. */
  readonly requests: readonly { method: string; path: string }[]
  /** Bodies of `POST /prompt` that reached the server, `prompt_id` only. */
  readonly posted: readonly (string | null)[]
  /** Client ids of the open sockets. */
  readonly sockets: readonly string[]
  /** How many sockets were opened since the start. */
  readonly socketsOpened: number
  /** The most sockets of one client id that were open together. */
  readonly mostSocketsOfOneClient: number
  readonly held: { promptId: string; nodeId: string; step: number | null } | null
  readonly running: string | null
  readonly pending: readonly string[]
}
