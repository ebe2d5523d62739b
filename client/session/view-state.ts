import { z } from 'zod'
import type { TrimEdge } from '#shared/timeline/trim.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import { writable } from './store.ts'
import type { Readable, Writable } from './store.ts'

/** What a running gesture would do: drawn by the views, written to the document only when it ends. */
export type GesturePreview =
  | {
      readonly kind: 'trim'
      readonly clipId: string
      readonly edge: TrimEdge
      readonly deltaFrames: number
      readonly ripple: boolean
    }
  | {
      readonly kind: 'move'
      readonly clipIds: readonly string[]
      readonly deltaFrames: number
      /** Where the clips would land; null while the pointer is over nothing, or where letting go changes nothing. */
      readonly place: {
        readonly sceneId: string
        readonly beforeId: string | null
        /** Start frame when they are laid into a gap; null when what follows makes room. */
        readonly frame: number | null
      } | null
    }

const StoredView = z.object({
  /** Selected clips in the order in which they were selected; the last is the one the inspector leads with. */
  selectedClipIds: z.array(z.string()).readonly().default([]),
  /** Where a range selection starts. */
  anchorClipId: z.string().nullable().default(null),
  /** Set when a scene rather than clips is selected. */
  selectedSceneId: z.string().nullable().default(null),
  /** The take that the keys 1 to 9, F and Delete act on. */
  focusedTakeId: z.string().nullable().default(null),
  /** Frames between which playing repeats; null plays through. */
  loop: z.object({ from: z.number(), to: z.number() }).readonly().nullable().default(null),
  /** Pixels per frame of the timeline; 0 means the whole film fits. */
  zoom: z.number().min(0).default(0),
  /** First frame in view of the timeline. */
  scrollFrame: z.number().min(0).default(0),
  snap: z.boolean().default(true),
  beatSnap: z.boolean().default(true),
  /** Trim mode: edges ripple what follows. */
  ripple: z.boolean().default(false),
  tool: z.enum(['select', 'blade']).default('select'),
  /** Target width of clip cards in pixels, 160 to 420. */
  cardWidth: z.number().min(160).max(420).default(196),
  /** Which clips the board shows. */
  filter: z.enum(['all', 'needs-take', 'to-review', 'approved']).default('all'),
  /** Panel sizes in pixels by panel name, as their owners save them. */
  panelSizes: z.record(z.string(), z.number()).readonly().default({}),
  collapsedPanels: z.array(z.string()).readonly().default([]),
})

/** What this tab shows of a film. The stored part comes back after a reload; playing and previews do not. */
export type ViewState = Readonly<z.infer<typeof StoredView>> & {
  readonly playing: boolean
  readonly preview: GesturePreview | null
}

const SAVE_MS = 150

/** View state of one open film: kept per film on this device. */
export class ViewStateStore implements Readable<ViewState> {
  /** The frame now shown; apart from the rest because it changes with every frame while playing. */
  readonly playhead: Writable<number>
  readonly #state: Writable<ViewState>
  readonly #settings: DeviceSettings
  readonly #key: string
  #timer: ReturnType<typeof setTimeout> | null = null

  private constructor(settings: DeviceSettings, key: string, stored: z.infer<typeof StoredView>, playhead: number) {
    this.#settings = settings
    this.#key = key
    this.#state = writable<ViewState>({ ...stored, playing: false, preview: null })
    this.playhead = writable(playhead)
    this.#state.subscribe(this.#saveSoon)
    this.playhead.subscribe(this.#saveSoon)
  }

  /** Opens the view of a film as it was left. */
  static async open(settings: DeviceSettings, projectId: string): Promise<ViewStateStore> {
    const key = `view:${projectId}`
    const raw = await settings.get(key)
    const record = z.object({ view: z.unknown(), playhead: z.number().min(0) }).safeParse(raw)
    const view = StoredView.safeParse(record.data?.view ?? {})
    return new ViewStateStore(settings, key, view.data ?? StoredView.parse({}), record.data?.playhead ?? 0)
  }

  readonly get = (): ViewState => this.#state.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener)

  /** Changes some fields. */
  patch(change: Partial<ViewState>): void {
    this.#state.update((before) => ({ ...before, ...change }))
  }

  /** Selects exactly these clips; the last one leads. An empty list selects nothing. */
  selectClips(ids: readonly string[], anchorClipId: string | null = ids.at(-1) ?? null): void {
    this.patch({ selectedClipIds: [...new Set(ids)], anchorClipId, selectedSceneId: null })
  }

  /** Adds a clip to the selection or takes it out. */
  toggleClip(id: string): void {
    const { selectedClipIds } = this.get()
    const without = selectedClipIds.filter((other) => other !== id)
    this.selectClips(without.length === selectedClipIds.length ? [...selectedClipIds, id] : without, id)
  }

  /** Selects from the anchor to `id` in the given order of clips. */
  selectRange(orderedClipIds: readonly string[], id: string): void {
    const anchor = this.get().anchorClipId ?? id
    const from = orderedClipIds.indexOf(anchor)
    const to = orderedClipIds.indexOf(id)
    if (from < 0 || to < 0) return this.selectClips([id])
    const range = orderedClipIds.slice(Math.min(from, to), Math.max(from, to) + 1)
    this.selectClips(from <= to ? range : [...range].reverse(), anchor)
  }

  /** Selects a scene instead of clips; null selects nothing. */
  selectScene(id: string | null): void {
    this.patch({ selectedSceneId: id, selectedClipIds: [], anchorClipId: null })
  }

  /** Remembers a panel's size in pixels. */
  setPanelSize(panel: string, size: number): void {
    this.patch({ panelSizes: { ...this.get().panelSizes, [panel]: size } })
  }

  /** Writes the stored part now. */
  async save(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#settings.set(this.#key, { view: StoredView.parse(this.get()), playhead: this.playhead.get() })
  }

  readonly #saveSoon = (): void => {
    this.#timer ??= setTimeout(() => void this.save(), SAVE_MS)
  }
}
