import type { GenerationKind } from '../model/settings.ts'

/** The prompt texts of a clip, as people wrote them. */
export interface ClipPrompts {
  readonly imagePrompt: string
  readonly videoPrompt: string
  readonly negativePrompt: string
}

/** Words that a style puts around every prompt. */
export interface StyleWords {
  readonly prefix: string
  readonly suffix: string
  readonly negative: string
}

/** A character as prompts name it (`@Mara`), and the words that describe it to a model. */
export interface CharacterWords {
  readonly name: string
  readonly words: string
}

/** The texts that go to the model. */
export interface PromptText {
  readonly prompt: string
  readonly negativePrompt: string
}

/**
 * Makes the text for a model out of a clip's prompts. A video is told what the picture shows and then what happens
 * in it; a still that has only a video prompt uses that. Each `@Name` of a known character becomes its words.
 */
export function composePrompt(
  clip: ClipPrompts,
  kind: GenerationKind,
  style: StyleWords = { prefix: '', suffix: '', negative: '' },
  characters: readonly CharacterWords[] = [],
): PromptText {
  const shown = tidy(clip.imagePrompt)
  const happens = tidy(clip.videoPrompt)
  const body = kind === 'image' ? [shown || happens] : shown === happens ? [shown] : [shown, happens]
  return {
    prompt: describeCharacters(join([style.prefix, ...body, style.suffix]), characters),
    negativePrompt: describeCharacters(join([clip.negativePrompt, style.negative]), characters),
  }
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Joined by commas, except after a part that already ends in punctuation. */
function join(parts: readonly string[]): string {
  const texts = parts.map(tidy).filter((text) => text !== '')
  return texts.reduce(
    (joined, text) => (joined === '' ? text : joined + (/[.,;:!?]$/.test(joined) ? ' ' : ', ') + text),
    '',
  )
}

function describeCharacters(text: string, characters: readonly CharacterWords[]): string {
  // Longer names first, so that "@Mara Lind" is not read as "@Mara" followed by a word.
  const longestFirst = [...characters].sort((a, b) => b.name.length - a.name.length)
  return longestFirst.reduce((done, { name, words }) => done.replaceAll(`@${name}`, tidy(words) || name), text)
}
