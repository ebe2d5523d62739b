import type { Character } from '../model/character.ts'
import type { LookParams } from '../model/look-params.ts'
import type { Composition } from '../model/recipe.ts'
import type { GenerationKind } from '../model/settings.ts'
import type { Style } from '../model/style.ts'
import {
  charactersIn,
  composePrompt,
  type CharacterWords,
  type ClipPrompts,
  type PromptText,
} from './compose-prompt.ts'
import { detectModelType } from './detect-model-type.ts'
import type { LoraUse } from './graph-plan.ts'
import { MODEL_FAMILIES } from './model-families.ts'
import { ModelType } from './model-types.ts'

/** What a take is composed of. */
export interface TakeSource {
  /** The prompts as people wrote them. */
  readonly prompts: ClipPrompts
  readonly kind: GenerationKind
  readonly model: string
  /** The family, where somebody says it. */
  readonly modelType: string | null
  /** Characters of the film; those in the trash take no part. */
  readonly characters: Iterable<Character>
  /** Those that are in the clip. */
  readonly characterIds: readonly string[]
  /** The clip's style; null for none, or where it lies in the trash. */
  readonly style: Style | null
  /** LoRAs that were asked for by name; they go first. */
  readonly loras: readonly LoraUse[]
}

/** The text, the LoRAs and the sampling values of a take, and what they were composed of. */
export interface ComposedTake extends PromptText {
  /** As many as the family takes. */
  readonly loras: readonly LoraUse[]
  /** What the style says, where it is made for this family. */
  readonly params: LookParams
  readonly composed: Composition
}

interface CastMember extends CharacterWords {
  readonly id: string
  readonly lora: LoraUse | null
}

/**
 * Puts characters and style into a take at the moment in which it is asked for. Prompts stay as they were written: the
 * same clip gives the same text however often its characters were applied.
 */
export function composeTake(source: TakeSource): ComposedTake {
  const { prompts, kind, style } = source
  const family = familyOf(source.model, source.modelType)
  const present = new Set(source.characterIds)
  const cast = [...source.characters]
    .filter(({ deletedAt }) => deletedAt === null)
    .map((character) => memberOf(character, family, present.has(character.id)))
  const words = composePrompt(prompts, kind, style ?? undefined, cast)
  const written = composePrompt(prompts, kind)
  const here = charactersIn(written.prompt, cast)
  const params = style && suits(style, family) ? style.params : {}
  const loras = fittingLoras(source.loras, here, params.loras ?? [], family)
  const used = new Set(loras.map(({ name }) => name))
  return {
    ...words,
    loras,
    params,
    composed: {
      prompt: written.prompt,
      negative: written.negativePrompt,
      characters: here.slice(0, 100).map(({ id, name, lora }) => ({
        id,
        name,
        lora: lora && used.has(lora.name) ? lora.name : null,
      })),
      style: style && { id: style.id, name: style.name },
    },
  }
}

/** The family of a model: as somebody says, else as its file name tells; null where nobody knows. */
function familyOf(model: string, modelType: string | null): ModelType | null {
  return ModelType.safeParse(modelType).data ?? detectModelType(model).type
}

/** Whether a style's sampling values and LoRAs are meant for a family: those of one model do harm in another. */
export function suits({ model, modelType }: Pick<Style, 'model' | 'modelType'>, family: ModelType | null): boolean {
  const own = model === null ? (ModelType.safeParse(modelType).data ?? null) : familyOf(model, modelType)
  return own === null || own === family
}

function memberOf(character: Character, family: ModelType | null, inClip: boolean): CastMember {
  const { id, name, description, negative, triggerWords, loraPath, loraStrength, loraModelTypes, fragments } = character
  const suited = loraModelTypes.length === 0 || (family !== null && loraModelTypes.includes(family))
  const told = (family !== null && fragments[family]) || description
  // The words that wake a LoRA say nothing to a model that runs without it.
  const trigger = loraPath === null || suited ? triggerWords.trim() : ''
  return {
    id,
    name,
    words: [trigger, told.trim()].filter((part) => part !== '').join(', '),
    negative,
    inClip,
    lora: loraPath !== null && suited ? { name: loraPath, strength: loraStrength } : null,
  }
}

/** Those asked for, those of the characters, those of the style: each once, and no more than the family takes. */
function fittingLoras(
  asked: readonly LoraUse[],
  cast: readonly CastMember[],
  style: readonly LoraUse[],
  family: ModelType | null,
): LoraUse[] {
  const most = family === null ? Number.POSITIVE_INFINITY : MODEL_FAMILIES[family].maxLoras
  const found = new Map(asked.map((lora) => [lora.name, lora]))
  for (const lora of [...cast.flatMap((member) => member.lora ?? []), ...style]) {
    // What a person asked for is never left out: too many of those are refused in words later.
    if (found.size >= most) break
    if (!found.has(lora.name)) found.set(lora.name, lora)
  }
  return [...found.values()]
}
