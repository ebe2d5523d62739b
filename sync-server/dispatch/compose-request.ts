import type { JobRecord } from '#server/storage/job-store.ts'
import { readCharacter, readStyle } from '#shared/document/cast-records.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import { composeTake } from '#shared/generation/compose-take.ts'
import type { Character } from '#shared/model/character.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { Style } from '#shared/model/style.ts'
import type { GenerationRequest, JobParams } from '#shared/protocol/jobs.ts'

/** A clip with what goes into its takes beside its own words. */
export interface ClipCast {
  readonly clip: Clip
  /** All characters of the film: a prompt may name one that is not in the clip. */
  readonly characters: readonly Character[]
  readonly style: Style | null
}

/** Reads the cast of a film, and the style of a clip where it has one that is not in the trash. */
export function castOf(doc: ProjectDoc, { styleId }: Clip): Omit<ClipCast, 'clip'> {
  const style = styleId === null ? null : readStyle(doc, styleId)
  return {
    characters: [...doc.characters.keys()].flatMap((id) => readCharacter(doc, id) ?? []),
    style: style?.deletedAt === null ? style : null,
  }
}

type Composed = Pick<JobRecord, 'prompt' | 'negativePrompt' | 'composed'> & { readonly params: JobParams }

/**
 * The words and values of a job. What came composed, from a browser or from a job that is tried again, stays as it is;
 * to all else the clip's characters and style are added. What the request says itself goes before what its style says.
 */
export function composeRequest(request: GenerationRequest, { clip, characters, style }: ClipCast): Composed {
  const { params, model, generation_type: kind } = request
  if (request.composed) {
    return { prompt: request.prompt, negativePrompt: request.negative_prompt, composed: request.composed, params }
  }
  const take = composeTake({
    prompts: { imagePrompt: request.prompt, videoPrompt: '', negativePrompt: request.negative_prompt },
    kind,
    model,
    modelType: params.model_type ?? null,
    characters,
    characterIds: clip.characterIds,
    style,
    loras: params.loras ?? [],
  })
  const { steps, cfg, sampler, scheduler, width, height, denoise, preset } = take.params
  const said = Object.entries({ steps, cfg, sampler, scheduler, width, height, denoise, preset })
  const isPlain = take.composed.characters.length === 0 && take.composed.style === null
  return {
    // Where there is nothing to add, not even the spaces change.
    prompt: isPlain ? request.prompt : take.prompt,
    negativePrompt: isPlain ? request.negative_prompt : take.negativePrompt,
    composed: take.composed,
    params: {
      ...Object.fromEntries(said.filter(([, value]) => value !== undefined)),
      ...params,
      ...(take.loras.length > 0 && { loras: take.loras.slice(0, 5) }),
    },
  }
}
