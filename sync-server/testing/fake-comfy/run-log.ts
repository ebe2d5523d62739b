type Message = readonly [type: string, data: Record<string, unknown>]

/** What `/history/{id}` gives for one prompt. */
export interface HistoryEntry {
  readonly prompt: readonly unknown[]
  readonly outputs: Record<string, Record<string, unknown>>
  readonly status: { status_str: 'success' | 'error'; completed: boolean; messages: Message[] }
  readonly meta: Record<string, Record<string, unknown>>
}

/** A node's line in `progress_state`. */
export function nodeState(promptId: string, id: string, value: number, max: number, state: 'running' | 'finished') {
  return {
    value,
    max,
    state,
    node_id: id,
    prompt_id: promptId,
    display_node_id: id,
    parent_node_id: null,
    real_node_id: id,
  }
}

/** How a node is described in the history's `meta`. */
export function nodeMeta(id: string): Record<string, unknown> {
  return { node_id: id, display_node: id, parent_node: null, real_node_id: id }
}

/** A preview in the old kind (1), which names no prompt. */
export function previewFrame(image: Buffer, format: 'jpeg' | 'png'): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(1, 0)
  head.writeUInt32BE(format === 'jpeg' ? 1 : 2, 4)
  return Buffer.concat([head, image])
}

/** A preview in the kind (4) that says whose it is. */
export function previewFrameWithMetadata(image: Buffer, format: 'jpeg' | 'png', promptId: string, id: string): Buffer {
  const { value: _value, max: _max, state: _state, ...names } = nodeState(promptId, id, 0, 0, 'running')
  const metadata = Buffer.from(JSON.stringify({ ...names, image_type: `image/${format}` }))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4, 0)
  head.writeUInt32BE(metadata.byteLength, 4)
  return Buffer.concat([head, metadata, image])
}
