import { describeModel } from '#shared/generation/model-families.ts'
import { ModelType, type ModelFamily } from '#shared/generation/model-types.ts'
import { SKETCH_MODEL, type GenerationKind } from '#shared/model/settings.ts'
import type { ComfyServer, ComfyServerInfo, ServerModel } from '#shared/protocol/servers.ts'
import type { ApiClient } from '../api/api-client.ts'
import type { ServerLink } from './server-link.ts'
import { writable, type Readable } from './store.ts'

/** A model that could make a take. */
export interface CatalogueModel {
  /** File name as the servers list it, or `sketch`. */
  readonly name: string
  /** "Wan 2.1", or the file name where the family is unknown. */
  readonly label: string
  readonly family: ModelFamily | null
  readonly kinds: readonly GenerationKind[]
  /** Names of the servers that can run it. */
  readonly servers: readonly string[]
  /** What it lacks on every server that lists it, by name; empty when at least one can run it. */
  readonly missing: readonly string[]
  /** What each preset comes to; null where no server can run the model. */
  readonly presets: ServerModel['presets']
}

/** What there is to generate with. */
export interface Catalogue {
  readonly servers: readonly ComfyServer[]
  /** Sketch last; models that no server can run are in it with what they lack. */
  readonly models: readonly CatalogueModel[]
}

/** The built-in renderer, which is always there. */
const SKETCH: CatalogueModel = {
  name: SKETCH_MODEL,
  label: 'Sketch',
  family: null,
  kinds: ['image'],
  servers: [],
  missing: [],
  presets: null,
}

/**
 * The family of a model file, as it is for this kind of file: the override where there is one, else as its name tells;
 * null when nobody knows.
 */
export function familyOf(model: string, modelType?: string | null): ModelFamily | null {
  return describeModel(model, ModelType.safeParse(modelType).data)?.family ?? null
}

/** Joins what each server lists into one catalogue. */
export function joinModels(infos: readonly ComfyServerInfo[]): CatalogueModel[] {
  const byName = new Map<string, CatalogueModel>()
  for (const info of infos) {
    for (const model of info.models) {
      const family = familyOf(model.name, model.model_type)
      const before = byName.get(model.name)
      const runs = model.missing.length === 0
      byName.set(model.name, {
        name: model.name,
        label: family?.label ?? model.name,
        family,
        kinds: model.kinds.length > 0 ? model.kinds : (before?.kinds ?? []),
        servers: runs ? [...(before?.servers ?? []), info.name] : (before?.servers ?? []),
        missing: runs || (before && before.servers.length > 0) ? [] : model.missing,
        presets: joinPresets(before?.presets ?? null, model.presets),
      })
    }
  }
  const usable = (model: CatalogueModel): number => (model.servers.length > 0 ? 0 : 1)
  return [...byName.values()].sort((a, b) => usable(a) - usable(b) || a.label.localeCompare(b.label))
}

/** A job goes to any server, so a preset lacks what it lacks on one of them. */
function joinPresets(one: ServerModel['presets'], other: ServerModel['presets']): ServerModel['presets'] {
  if (one === null || other === null) return one ?? other
  return {
    fast: one.fast.lacks === null ? other.fast : one.fast,
    quality: one.quality.lacks === null ? other.quality : one.quality,
  }
}

/**
 * What a clip without a choice of its own uses: a model that a server can run from words alone and that costs nothing,
 * in the order of the families; else Sketch.
 */
export function defaultModel(models: readonly CatalogueModel[], kind: GenerationKind): CatalogueModel {
  const place = ({ family }: CatalogueModel): number =>
    family === null ? ModelType.options.length : ModelType.options.indexOf(family.type)
  const [first] = models
    .filter(({ servers, kinds }) => servers.length > 0 && kinds.includes(kind))
    .filter(({ family }) => family === null || (!needsPicture(family) && family.type !== 'flux_pro'))
    .sort((a, b) => place(a) - place(b))
  return first ?? SKETCH
}

/** Whether a model makes nothing without a picture. */
export function needsPicture({ pictures }: ModelFamily): boolean {
  return pictures.start === 'must' || pictures.references.min > 0
}

/** The models of all servers, asked for again whenever the server says that something changed. */
export class ModelCatalogue implements Readable<Catalogue> {
  readonly #state = writable<Catalogue>({ servers: [], models: [SKETCH] })
  readonly #api: ApiClient
  readonly #stops: (() => void)[]
  #asking = false
  #again = false

  constructor(api: ApiClient, server: ServerLink) {
    this.#api = api
    this.#stops = [
      server.onEvent((event) => {
        if (event.type === 'servers' || event.type === 'hello') void this.refresh()
      }),
    ]
    // A tab that follows another hears no greeting, and one that leads may have heard it before this listened.
    void this.refresh()
  }

  readonly get = (): Catalogue => this.#state.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener)

  /** Asks every server anew. What cannot be had now stays as it was last heard. */
  async refresh(): Promise<void> {
    if (this.#asking) {
      this.#again = true
      return
    }
    this.#asking = true
    try {
      do {
        this.#again = false
        const servers = await this.#api.listServers()
        const reachable = servers.filter(({ status }) => status === 'online' || status === 'working')
        const infos = await Promise.all(reachable.map(({ id }) => this.#api.getServer(id).catch(() => null)))
        const models = joinModels(infos.filter((info) => info !== null))
        this.#state.set({ servers, models: [...models, SKETCH] })
      } while (this.#again)
    } catch {
      // Without the server there is nobody to ask; the next event asks again.
    } finally {
      this.#asking = false
    }
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }
}
