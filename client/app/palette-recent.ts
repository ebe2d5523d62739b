import { z } from 'zod'

const KEY = 'storycanvas.palette.recent'
const MOST = 20
const Recent = z.array(z.string().max(200)).max(MOST)

/** Ids of what was run from the palette on this device, the newest first. */
export function readRecent(): readonly string[] {
  try {
    return Recent.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '[]')).data ?? []
  } catch {
    // Without storage the palette simply has no memory.
    return []
  }
}

/** Puts an id in front. */
export function rememberRecent(id: string): void {
  const next = [id, ...readRecent().filter((other) => other !== id)].slice(0, MOST)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // The same: nothing depends on it.
  }
}
