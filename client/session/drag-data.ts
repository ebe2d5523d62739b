/** What is being dragged inside the app: clips by id in selection order, or one scene. */
export type DragData =
  { readonly type: 'clips'; readonly ids: readonly string[] } | { readonly type: 'scene'; readonly id: string }

/** Marks our own drags among whatever else a page may carry. */
const KEY = 'storycanvas'

/** Data as the drag library keeps it. */
export function dragData(data: DragData): Record<string, unknown> {
  return { [KEY]: data }
}

/** Reads it back; null for a drag that is not ours. */
export function readDragData(data: Record<string | symbol, unknown>): DragData | null {
  const value = data[KEY]
  return typeof value === 'object' && value !== null && 'type' in value ? (value as DragData) : null
}
