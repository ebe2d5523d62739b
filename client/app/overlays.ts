import { writable } from '#client/session/store.ts'

/** Whether the command palette is open in this tab. */
export const paletteOpen = writable(false)
