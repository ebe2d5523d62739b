import { z } from 'zod'
import { filesOfOutput, type OutputFile } from './comfy-messages.ts'

/** A preview picture of a running prompt. */
export interface Preview {
  readonly mime: 'image/jpeg' | 'image/png'
  readonly bytes: Uint8Array
}

/** How far one node has come. `nodeId` is the id in the graph, also for the parts of a node that expands. */
export interface NodeProgress {
  readonly nodeId: string
  readonly value: number
  readonly max: number
  readonly finished: boolean
}

/** What a host tells about one prompt. Any of it may be missing, late, repeated or out of order: hints, no truth. */
export type PromptEvent =
  | { readonly type: 'started' }
  | { readonly type: 'cached'; readonly nodeIds: readonly string[] }
  | { readonly type: 'executing'; readonly nodeId: string }
  | { readonly type: 'progress'; readonly nodes: readonly NodeProgress[] }
  | { readonly type: 'preview'; readonly preview: Preview }
  | { readonly type: 'executed'; readonly files: readonly OutputFile[] }
  | { readonly type: 'success' }
  | { readonly type: 'error' }
  | { readonly type: 'interrupted' }
  /** The host is done with this prompt, however it ended; its history is complete. */
  | { readonly type: 'idle' }

/** An event with the prompt it belongs to. */
export interface AddressedEvent {
  readonly promptId: string
  readonly event: PromptEvent
}

const Envelope = z.object({ type: z.string(), data: z.unknown() })
const Addressed = z.object({ prompt_id: z.string() })
const Executing = z.object({ node: z.string().nullable(), display_node: z.string().nullish() })
const Cached = z.object({ nodes: z.array(z.string()) })
const Progress = z.object({ node: z.string(), value: z.number(), max: z.number() })
const ProgressState = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      value: z.number(),
      max: z.number(),
      state: z.string(),
      node_id: z.string(),
      display_node_id: z.string().nullish(),
    }),
  ),
})
const Executed = z.object({ node: z.string(), output: z.record(z.string(), z.unknown()).nullish() })
const PreviewMetadata = z.object({ prompt_id: z.string() })

/** What a text message says about a prompt; null for everything else: other types, other shapes, no JSON. */
export function readTextMessage(text: string): AddressedEvent | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const envelope = Envelope.safeParse(json)
  if (!envelope.success) return null
  const addressed = Addressed.safeParse(envelope.data.data)
  if (!addressed.success) return null
  const event = readEvent(envelope.data.type, envelope.data.data)
  return event && { promptId: addressed.data.prompt_id, event }
}

function readEvent(type: string, data: unknown): PromptEvent | null {
  switch (type) {
    case 'execution_start':
      return { type: 'started' }
    case 'execution_cached':
      return map(Cached, data, ({ nodes }) => ({ type: 'cached', nodeIds: nodes }))
    case 'executing':
      return map(Executing, data, ({ node, display_node }) =>
        node === null ? { type: 'idle' } : { type: 'executing', nodeId: display_node ?? node },
      )
    case 'progress':
      return map(Progress, data, ({ node, value, max }) => ({
        type: 'progress',
        nodes: [{ nodeId: node, value, max, finished: false }],
      }))
    case 'progress_state':
      return map(ProgressState, data, ({ nodes }) => ({
        type: 'progress',
        nodes: Object.values(nodes).map((node) => ({
          nodeId: node.display_node_id ?? node.node_id,
          value: node.value,
          max: node.max,
          // A part that has finished does not finish the node that it belongs to.
          finished: node.state === 'finished' && (node.display_node_id ?? node.node_id) === node.node_id,
        })),
      }))
    case 'executed':
      return map(Executed, data, ({ node, output }) => ({ type: 'executed', files: filesOfOutput(node, output ?? {}) }))
    case 'execution_success':
      return { type: 'success' }
    case 'execution_error':
      return { type: 'error' }
    case 'execution_interrupted':
      return { type: 'interrupted' }
    default:
      return null
  }
}

function map<T>(schema: z.ZodType<T>, data: unknown, make: (value: T) => PromptEvent): PromptEvent | null {
  const parsed = schema.safeParse(data)
  return parsed.success ? make(parsed.data) : null
}

/**
 * Reads a binary message. Two kinds carry previews: 4 names its prompt, the older 1 does not (`promptId` is null).
 * Null for other kinds and for bytes that are no picture.
 */
export function readBinaryMessage(
  bytes: Buffer,
): { readonly promptId: string | null; readonly preview: Preview } | null {
  if (bytes.byteLength < 8) return null
  const kind = bytes.readUInt32BE(0)
  if (kind === 1) return pictureOrNull(null, bytes.subarray(8))
  if (kind !== 4) return null
  const length = bytes.readUInt32BE(4)
  if (8 + length > bytes.byteLength) return null
  let metadata: unknown
  try {
    metadata = JSON.parse(bytes.toString('utf8', 8, 8 + length))
  } catch {
    return null
  }
  const parsed = PreviewMetadata.safeParse(metadata)
  return parsed.success ? pictureOrNull(parsed.data.prompt_id, bytes.subarray(8 + length)) : null
}

/** The first bytes decide what a picture is, not what a message says about it. */
function pictureOrNull(promptId: string | null, picture: Buffer): { promptId: string | null; preview: Preview } | null {
  const head = picture.toString('latin1', 0, 4)
  const mime = head.startsWith('\xff\xd8\xff') ? 'image/jpeg' : head === '\x89PNG' ? 'image/png' : null
  return mime && { promptId, preview: { mime, bytes: new Uint8Array(picture) } }
}
