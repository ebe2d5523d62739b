import { useSyncExternalStore, type ReactElement } from 'react'

let said = ''
const listeners = new Set<() => void>()

/** Says something to screen readers, politely: what an edit did where nothing else would tell. */
export function announce(text: string): void {
  // The same words twice in a row are a new message only if the text differs; a no-break space is not read out.
  said = text === said ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The live region behind `announce`. Mounted once. */
export function Announcer(): ReactElement {
  const text = useSyncExternalStore(subscribe, () => said)
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}
