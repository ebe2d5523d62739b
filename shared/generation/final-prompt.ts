import { seededRandom, type Random } from '../util/random.ts'
import { describeModel } from './model-families.ts'
import type { ModelType } from './model-types.ts'

/** A prompt whose alternatives are chosen by a seed and whose weights are as a model reads them. */
export interface FinalPromptSource {
  readonly prompt: string
  readonly negativePrompt: string
  /** The seed of the take; null where it is not known yet: then alternatives stay as they stand. */
  readonly seed: number | null
  readonly model: string
  /** The family, where somebody says it. */
  readonly modelType: ModelType | null
}

/**
 * The texts that go to the model, to the letter. Of `{dawn|dusk}` the seed chooses one, so that a take made again has
 * the same words; alternatives can lie within alternatives, and `\{` is a brace. Weights, `(red:1.3)`, stay for
 * families that read them; for all others the words stay and the numbers go, or the model would read those as text.
 */
export function finalPrompt(source: FinalPromptSource): { readonly prompt: string; readonly negativePrompt: string } {
  const known = describeModel(source.model, source.modelType)
  const keepsWeights = known === null || known.family.readsWeights === true
  const random = source.seed === null ? null : seededRandom(source.seed)
  const finish = (text: string): string => {
    const chosen = random === null ? text : chooseAlternatives(text, random)
    return keepsWeights ? chosen : dropWeights(chosen)
  }
  return { prompt: finish(source.prompt), negativePrompt: finish(source.negativePrompt) }
}

/** Innermost braces with at least one bar in them; neither may be escaped. */
const ALTERNATIVES = /(?<!\\)\{([^{}]*(?<!\\)\|[^{}]*)\}/

function chooseAlternatives(text: string, random: Random): string {
  let rest = text
  for (let found = ALTERNATIVES.exec(rest); found !== null; found = ALTERNATIVES.exec(rest)) {
    const options = found[1]!.split(/(?<!\\)\|/)
    const chosen = options[Math.floor(random() * options.length)] ?? ''
    rest = rest.slice(0, found.index) + chosen.trim() + rest.slice(found.index + found[0].length)
  }
  return rest.replace(/\\([{}|])/g, '$1')
}

const WEIGHT = /(?<!\\)\(([^()]+?):\s*\d+(?:\.\d+)?\)/

function dropWeights(text: string): string {
  let rest = text
  while (WEIGHT.test(rest)) rest = rest.replace(WEIGHT, '$1')
  return rest
}
