import type { ChangeMark, SavedClocks } from '../storage/document-store.ts'

/** What the tabs of one browser tell each other about one document. */
export type TabMessage =
  /** A tab has opened the document at this state vector and asks for what it lacks. */
  | { readonly kind: 'hello'; readonly stateVector: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array; readonly marks: readonly ChangeMark[] }
  | { readonly kind: 'saved'; readonly saved: SavedClocks; readonly settled: readonly ChangeMark[] }

/** The line between tabs: what one posts, all others hear. */
export interface TabChannel {
  post(message: TabMessage): void
  onMessage(listener: (message: TabMessage) => void): void
  close(): void
}

/** A line between the tabs of one origin, by the browser's BroadcastChannel. */
export function browserTabChannel(docName: string): TabChannel {
  const channel = new BroadcastChannel(`storycanvas:doc:${docName}`)
  return {
    post: (message) => channel.postMessage(message),
    onMessage: (listener) =>
      channel.addEventListener('message', (event: MessageEvent<TabMessage>) => listener(event.data)),
    close: () => channel.close(),
  }
}
