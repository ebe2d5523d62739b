import { setClipSettings } from '#shared/commands/clip-commands.ts'
import { composePrompt } from '#shared/generation/compose-prompt.ts'
import { composeTake, suits, type ComposedTake } from '#shared/generation/compose-take.ts'
import { fitSize, framesForSeconds, nativeSize } from '#shared/generation/sizes.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { takesOfClip } from '#shared/document/selectors.ts'
import type { Clip } from '#shared/model/clip.ts'
import { MAX_LORAS } from '#shared/model/look-params.ts'
import { nextSeed, seedAfter } from '#shared/model/seeds.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { Style } from '#shared/model/style.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import type { GenerationRequest, JobParams } from '#shared/protocol/jobs.ts'
import { toasts } from '../ui/toast-store.ts'
import { count } from '../ui/words.ts'
import { defaultModel, familyOf, needsPicture, type Catalogue, type CatalogueModel } from './model-catalogue.ts'
import type { ProjectSession } from './project-session.ts'
import type { ClientServices } from './services-context.tsx'

/** How a clip's next take will be made: the clip's own settings, filled up from the family and the film. */
export interface TakePlan {
  readonly model: string
  readonly label: string
  readonly kind: 'image' | 'video'
  readonly width: number
  readonly height: number
  /** True where the take gets the shape of the picture that it is made from, and no size is asked for. */
  readonly keepsShape: boolean
  /** Frames that the model will really give; null for a still. */
  readonly frames: number | null
  /** Frames per second of the model; null for a still. */
  readonly fps: number | null
  readonly steps: number | null
  readonly preset: 'fast' | 'quality'
}

/** The style of a clip; null for none, or where it lies in the trash. */
function styleOf({ styles }: ProjectSnapshot, { styleId }: Clip): Style | null {
  const style = styleId === null ? undefined : styles.get(styleId)
  return style?.deletedAt === null ? style : null
}

/** A clip's settings, filled up from its style where that is made for the model: its own go first, key by key. */
function settingsOf(snapshot: ProjectSnapshot, clip: Clip): Clip['settings'] {
  const style = styleOf(snapshot, clip)
  if (!style) return clip.settings
  const { steps, cfg, sampler, scheduler, width, height, preset } = style.params
  const model = clip.settings.model ?? style.model ?? undefined
  const isFitting = model === undefined || suits(style, familyOf(model, clip.settings.modelType)?.type ?? null)
  const values = isFitting ? { steps, cfg, sampler, scheduler, width, height, preset } : {}
  // Whoever chose a preset wants its number of steps.
  const said = clip.settings.preset === undefined ? values : { ...values, steps: undefined, preset: undefined }
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
  return { ...given, ...clip.settings, ...(model !== undefined && { model }) }
}

/** Works out how the next take of a clip is made. */
export function planTake(snapshot: ProjectSnapshot, clip: Clip, { models }: Catalogue): TakePlan {
  const settings = settingsOf(snapshot, clip)
  const listed = settings.model ? models.find((model) => model.name === settings.model) : undefined
  const chosen: Pick<CatalogueModel, 'name' | 'label' | 'family' | 'kinds'> = settings.model
    ? (listed ?? { name: settings.model, label: settings.model, family: familyOf(settings.model), kinds: [] })
    : defaultModel(models, settings.kind ?? 'image')
  const family = familyOf(chosen.name, settings.modelType) ?? chosen.family
  const kinds = family?.kinds ?? chosen.kinds
  const kind = settings.kind && kinds.includes(settings.kind) ? settings.kind : (kinds[0] ?? 'image')
  const film = snapshot.project
  const asked = settings.width && settings.height ? { width: settings.width, height: settings.height } : null
  const size = family ? (asked ? fitSize(asked, family) : nativeSize(family, film)) : (asked ?? film)
  const preset = settings.preset ?? 'quality'
  const seconds = framesToSeconds(clip.length, film.frameRate)
  return {
    model: chosen.name,
    label: family?.label ?? chosen.label,
    kind,
    width: size.width,
    height: size.height,
    keepsShape: family?.keepsShape === true && asked === null,
    frames:
      kind === 'video' && family?.frames && family.fps ? framesForSeconds(seconds, family.fps, family.frames) : null,
    fps: kind === 'video' ? (family?.fps ?? null) : null,
    steps: settings.steps ?? family?.presets[preset].steps ?? null,
    preset,
  }
}

/** What goes into a clip's next take beside its own words: text, LoRAs, and what they were composed of. */
export function composeClip(
  snapshot: ProjectSnapshot,
  clip: Clip,
  plan: Pick<TakePlan, 'model' | 'kind'>,
): ComposedTake {
  return composeTake({
    prompts: clip,
    kind: plan.kind,
    model: plan.model,
    modelType: clip.settings.modelType ?? null,
    characters: snapshot.characters.values(),
    characterIds: clip.characterIds,
    style: styleOf(snapshot, clip),
    loras: [],
  })
}

/** The request for a clip's next take. */
export function takeRequest(
  snapshot: ProjectSnapshot,
  clip: Clip,
  catalogue: Catalogue,
  requestedBy: string,
): Omit<GenerationRequest, 'id'> {
  const plan = planTake(snapshot, clip, catalogue)
  const settings = settingsOf(snapshot, clip)
  const { prompt, negativePrompt, loras, composed, params } = composeClip(snapshot, clip, plan)
  const optional: JobParams = {
    steps: settings.steps,
    cfg: settings.cfg,
    sampler: settings.sampler,
    scheduler: settings.scheduler,
    seed: nextSeed(clip) ?? undefined,
    model_type: plan.model === SKETCH_MODEL ? undefined : (settings.modelType ?? familyOf(plan.model)?.type),
    frames: plan.frames ?? undefined,
    start_image: usesStill(plan, settings.modelType) ? startImage(snapshot, clip) : undefined,
    denoise: params.denoise,
    loras: plan.model !== SKETCH_MODEL && loras.length > 0 ? loras.slice(0, MAX_LORAS) : undefined,
  }
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return {
    clip_id: clip.id,
    server_id: settings.serverId ?? 'any',
    prompt,
    negative_prompt: negativePrompt,
    model: plan.model,
    generation_type: plan.kind,
    params: {
      ...given,
      ...(!plan.keepsShape && { width: plan.width, height: plan.height }),
      preset: plan.preset,
    },
    priority: 0,
    requested_by: requestedBy,
    composed,
  }
}

/** A video starts from the clip's still where there is one; a still only where its model makes nothing without. */
function usesStill({ model, kind }: TakePlan, modelType: string | undefined): boolean {
  const family = familyOf(model, modelType)
  return kind === 'video' || (family !== null && needsPicture(family))
}

/** The still that a take starts from: the picked one, else the newest. */
function startImage(snapshot: ProjectSnapshot, clip: Clip): string | undefined {
  const stills = takesOfClip(snapshot, clip.id).filter((take) => take.kind === 'image')
  return (stills.find((take) => take.id === clip.selectedTakeId) ?? stills.at(-1))?.media
}

/** Puts one job for each clip into the queue: at once, whether the server answers or not. */
export async function requestTakes(
  session: ProjectSession,
  services: ClientServices,
  clipIds: readonly string[],
): Promise<void> {
  const refusal = session.whyNotChange.get()
  if (refusal !== null) {
    toasts.show({ title: 'No take was asked for', detail: refusal })
    return
  }
  if (session.isFromNewer) {
    toasts.show({
      title: 'This film is read only here',
      detail: 'A newer version of StoryCanvas saved it. Reload to get it',
    })
    return
  }
  const snapshot = session.records.get()
  const clips = clipIds.flatMap((id) => snapshot.clips.get(id) ?? [])
  const bare = clips.filter((clip) => composePrompt(clip, 'video').prompt === '')
  const ready = clips.filter((clip) => !bare.includes(clip))
  for (const clip of ready) {
    const request = takeRequest(snapshot, clip, services.models.get(), services.profile.get().name)
    try {
      await services.jobs.request(session.projectId, request)
      const seed = seedAfter(clip)
      if (seed !== null)
        session.run(setClipSettings, { ids: [clip.id], settings: { seed } }, { label: 'Count up the seed' })
    } catch (error) {
      toasts.show({
        tone: 'alert',
        title: `${clip.number} is not in the queue`,
        detail: error instanceof Error ? error.message : undefined,
      })
      return
    }
  }
  if (bare.length > 0) {
    const names =
      bare.length === 1 ? `${bare[0]!.number} has no prompt yet` : `${count(bare.length, 'clip')} have no prompt yet`
    toasts.show({ title: names, detail: 'Write what the picture shows, then generate' })
  }
}
