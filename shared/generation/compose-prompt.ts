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
  /** What to keep out while it is there. */
  readonly negative?: string
  /** Whether it is in the clip also where no prompt names it: then its words follow the prompt. */
  readonly inClip?: boolean
}

/** The texts that go to the model. */
export interface PromptText {
  readonly prompt: string
  readonly negativePrompt: string
}

/**
 * Makes the text for a model out of a clip's prompts. A video is told what the picture shows and then what happens
 * in it; a still that has only a video prompt uses that. The first `@Name` of a known character becomes its words, each
 * further one its name; a character of the clip that no prompt names stands behind the prompt. Words that the text has
 * already are not added, so that a text which was composed before stays as it is.
 */
export function composePrompt(
  clip: ClipPrompts,
  kind: GenerationKind,
  style: StyleWords = { prefix: '', suffix: '', negative: '' },
  characters: readonly CharacterWords[] = [],
): PromptText {
  const shown = tidy(clip.imagePrompt)
  const happens = tidy(clip.videoPrompt)
  const written = join(kind === 'image' ? [shown || happens] : shown === happens ? [shown] : [shown, happens])
  const here = charactersIn(written, characters)
  const told = describeCharacters(written, characters)
  const unnamed = here.filter(({ name }) => !written.includes(`@${name}`)).map(({ name, words }) => tidy(words) || name)
  const avoided = describeCharacters(tidy(clip.negativePrompt), characters)
  return {
    prompt: join([...lacking(told, [style.prefix]), ...lacked(told, [...unnamed, style.suffix])]),
    negativePrompt: join(lacked(avoided, [...here.map(({ negative }) => negative ?? ''), style.negative])),
  }
}

/** The characters that a text shows: those of the clip, and those that it names. */
export function charactersIn<T extends CharacterWords>(text: string, characters: readonly T[]): T[] {
  const named = namedIn(text, characters)
  return characters.filter((character) => character.inClip === true || named.has(character.name))
}

/** Those of `parts` that a text does not have. */
function lacking(text: string, parts: readonly string[]): string[] {
  return lacked(text, parts).slice(1)
}

/** A text and behind it those of `parts` that neither it nor an earlier one has. */
function lacked(text: string, parts: readonly string[]): string[] {
  return parts
    .map(tidy)
    .reduce<string[]>(
      (all, part) => (all.some((one) => one.toLowerCase().includes(part.toLowerCase())) ? all : [...all, part]),
      [text],
    )
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

/** Longer names first, so that "@Mara Lind" is not read as "@Mara" followed by a word. */
function longestFirst<T extends CharacterWords>(characters: readonly T[]): T[] {
  return [...characters].filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length)
}

function namedIn(text: string, characters: readonly CharacterWords[]): ReadonlySet<string> {
  const named = new Set<string>()
  longestFirst(characters).reduce((rest, { name }) => {
    if (rest.includes(`@${name}`)) named.add(name)
    return rest.replaceAll(`@${name}`, '')
  }, text)
  return named
}

function describeCharacters(text: string, characters: readonly CharacterWords[]): string {
  return longestFirst(characters).reduce((done, { name, words }) => {
    const [first, ...more] = done.split(`@${name}`)
    return more.reduce((told, rest, index) => told + (index === 0 ? tidy(words) || name : name) + rest, first ?? '')
  }, text)
}
