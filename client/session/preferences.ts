import { z } from 'zod'
import { writable, type Readable } from './store.ts'

const Preferences = z.object({
  /** Dark unless a person chose otherwise. */
  theme: z.enum(['dark', 'light', 'system']).default('dark'),
  /** Whether keys without Cmd, Ctrl or Alt run commands. */
  singleKeys: z.boolean().default(true),
  /** Parts of first run that a person closed for good. */
  closedHints: z.array(z.string()).readonly().default([]),
})

/** How this browser should look and behave. Read before the first paint, so kept where reading does not wait. */
export type Preferences = Readonly<z.infer<typeof Preferences>>

const KEY = 'storycanvas.preferences'

function read(): Preferences {
  try {
    const stored = Preferences.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '{}'))
    return stored.data ?? Preferences.parse({})
  } catch {
    // Storage that is switched off or broken leaves the defaults.
    return Preferences.parse({})
  }
}

const state = writable<Preferences>(Preferences.parse({}))

/** The preferences of this browser; other tabs follow a change. */
export const preferences: Readable<Preferences> & { change(patch: Partial<Preferences>): void } = {
  get: state.get,
  subscribe: state.subscribe,
  change(patch) {
    state.update((before) => ({ ...before, ...patch }))
    try {
      localStorage.setItem(KEY, JSON.stringify(state.get()))
    } catch {
      // They then hold for this visit only.
    }
  },
}

/** Reads what is stored and keeps `data-theme` of the page in step. Called once, before the first render. */
export function startPreferences(page: HTMLElement = document.documentElement): void {
  const apply = (): void => {
    page.dataset['theme'] = state.get().theme
  }
  state.subscribe(apply)
  state.set(read())
  apply()
  addEventListener('storage', (event) => {
    if (event.key === KEY) state.set(read())
  })
}
