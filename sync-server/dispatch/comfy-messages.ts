import { z } from 'zod'

/** `GET /system_stats`, the parts that are used; argv and paths are left where they are. */
export const SystemStatsAnswer = z.object({
  system: z.looseObject({ comfyui_version: z.string().nullish() }),
  devices: z
    .array(
      z.object({
        name: z.string(),
        type: z.string().catch(''),
        vram_total: z.number().min(0).catch(0),
        vram_free: z.number().min(0).catch(0),
      }),
    )
    .catch([]),
})

/** An entry of `/queue`: number, prompt id, then the graph and more that nobody needs. */
const QueueEntry = z.tuple([z.number(), z.string()], z.unknown())

/** `GET /queue`. The waiting prompts come unsorted. */
export const QueueAnswer = z.object({ queue_running: z.array(QueueEntry), queue_pending: z.array(QueueEntry) })

/** The body of `execution_error`, in the history and on the socket. */
export const ExecutionError = z.object({
  node_id: z.string().nullish(),
  node_type: z.string().nullish(),
  exception_message: z.string().catch(''),
  exception_type: z.string().catch(''),
})
export type ExecutionError = z.infer<typeof ExecutionError>

/** One entry of `/history/{id}`. */
export const HistoryEntry = z.object({
  outputs: z.record(z.string(), z.record(z.string(), z.unknown())).catch({}),
  status: z
    .object({
      status_str: z.string().catch(''),
      messages: z.array(z.tuple([z.string(), z.unknown()])).catch([]),
    })
    .nullish(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** `GET /history/{id}`: empty while the prompt waits, runs or is unknown. */
export const HistoryAnswer = z.record(z.string(), HistoryEntry)

const GraphProblem = z.object({
  type: z.string().catch(''),
  message: z.string().catch(''),
  details: z.string().catch(''),
  extra_info: z
    .looseObject({ input_name: z.string().optional().catch(undefined), received_value: z.unknown() })
    .catch({ received_value: undefined }),
})

/** `node_errors` of a prompt, by node id. */
export const NodeErrors = z.record(
  z.string(),
  z.object({ errors: z.array(GraphProblem).catch([]), class_type: z.string().catch('') }),
)
export type NodeErrors = z.infer<typeof NodeErrors>

/** `POST /prompt`, status 200. */
export const PromptAnswer = z.object({
  prompt_id: z.string(),
  number: z.number(),
  node_errors: NodeErrors.catch({}),
})

/** `POST /prompt`, status 400. */
export const PromptRefusal = z.object({ error: GraphProblem, node_errors: NodeErrors.catch({}) })
export type PromptRefusal = z.infer<typeof PromptRefusal>

/** `POST /upload/image`. The name may differ from the one that was asked for. */
export const UploadAnswer = z.object({
  name: z.string().min(1),
  subfolder: z.string().catch(''),
  type: z.string().catch('input'),
})

/** What kind of medium a file is, told by its extension: ComfyUI lists videos under `images` too. */
export type MediaKind = 'image' | 'video' | 'audio' | 'other'

/** A file that a run left on the host. All three names are needed to fetch it. */
export interface OutputFile {
  readonly nodeId: string
  readonly filename: string
  readonly subfolder: string
  /** `output` stays; `temp` is gone after the host's next start. */
  readonly type: string
  readonly media: MediaKind
}

const FileName = z.object({
  filename: z.string().min(1),
  subfolder: z.string().catch(''),
  type: z.string().catch('output'),
})

const EXTENSIONS: Readonly<Record<string, MediaKind>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  avif: 'image',
  mp4: 'video',
  webm: 'video',
  mkv: 'video',
  mov: 'video',
  flac: 'audio',
  mp3: 'audio',
  opus: 'audio',
  wav: 'audio',
  ogg: 'audio',
}

/** The files in one node's output, under whichever key the node put them. */
export function filesOfOutput(nodeId: string, output: Readonly<Record<string, unknown>>): OutputFile[] {
  return Object.values(output).flatMap((list) =>
    (Array.isArray(list) ? list : []).flatMap((item): OutputFile[] => {
      const file = FileName.safeParse(item)
      if (!file.success) return []
      const extension = file.data.filename.slice(file.data.filename.lastIndexOf('.') + 1).toLowerCase()
      return [{ nodeId, ...file.data, media: EXTENSIONS[extension] ?? 'other' }]
    }),
  )
}
