import { seededRandom, type Random } from '#shared/util/random.ts'
import type { Mood } from './sketch-palette.ts'

/** Where a sketch plays. */
export type Place = 'sea' | 'city' | 'street' | 'mountains' | 'forest' | 'sand' | 'hall' | 'stage' | 'tunnel' | 'deep'

/** How near the camera is to who is in the picture. */
export type Framing = 'portrait' | 'figure' | 'wide'

/** What a sketch will show, as far as a prompt tells; the seed decides the rest. */
export interface SketchIdea {
  readonly mood: Mood
  readonly place: Place
  readonly framing: Framing
  /** Whether anybody is in the picture. */
  readonly people: boolean
  readonly umbrella: boolean
  readonly road: boolean
  readonly weather: 'rain' | 'snow' | 'fog' | null
  readonly random: Random
}

const UNDERWATER = /underwater|under water|submerged|drown|beneath the (waves|surface)|aquarium|\bdiv(er|ing)\b/

const MOOD_WORDS: readonly (readonly [Mood, RegExp])[] = [
  ['deep', UNDERWATER],
  ['neon', /neon|cyber|arcade|\bclub|disco|karaoke|laser|magenta|cyan|synthwave|vaporwave/],
  ['snow', /snow|winter|\bic[ey]\b|frozen|glacier|frost|blizzard/],
  ['ember', /\bfire|flame|\bembers?\b|lava|inferno|burning|red light|crimson|blood/],
  ['dusk', /dusk|sunset|golden|evening|last light|twilight|magic hour/],
  ['dawn', /dawn|sunrise|morning|first light|daybreak|pastel/],
  ['night', /night|moon|midnight|stars|starry|dark|space|galaxy|nocturnal/],
  ['fog', /fog|mist|haze|overcast|\bgr[ea]y\b|smoke|\brain(y|ing)?\b|storm|gloomy|monochrome/],
  ['sand', /desert|dune|sand|savanna|canyon|dust|western/],
  ['forest', /forest|wood|jungle|tree|leaf|leaves|garden|meadow|moss|green/],
  ['day', /day|noon|sunny|blue sky|summer|field|beach/],
]

const PLACE_WORDS: readonly (readonly [Place, RegExp])[] = [
  ['deep', UNDERWATER],
  ['tunnel', /tunnel|underpass|portal|rings?\b|subway|spiral|vortex|wormhole|kaleidoscop|abstract/],
  ['stage', /stage|concert|spotlight|crowd|audience|gig|band\b|festival|singer|club|disco|dance ?floor/],
  [
    'hall',
    /hall|corridor|room|interior|column|colonnade|church|museum|station|kitchen|bedroom|hotel|office|house|cathedral/,
  ],
  ['street', /street|alley|road at night|market|lane|pavement|sidewalk|traffic|car\b|taxi|shop|umbrella/],
  ['city', /city|skyline|rooftop|tower|skyscraper|building|downtown|bridge|town|tokyo|york|berlin|london|paris/],
  ['forest', /forest|woods?\b|jungle|trees?\b|garden|grove|park/],
  ['sand', /desert|dunes?|sand|canyon|highway|road|savanna|field|meadow|prairie|plain/],
  ['mountains', /mountain|hill|valley|cliff|peak|glacier|alps|ridge|volcano|highland|snow/],
  [
    'sea',
    /sea\b|ocean|beach|shore|harbou?r|pier|boat|ship|wave|tide|lake|river|water|coast|island|lighthouse|sunrise|sunset/,
  ],
]

const PEOPLE =
  /\b(wom[ae]n|m[ae]n|girls?|boys?|person|people|she|he|her|him|they|figure|dancers?|singers?|musicians?|bands?|child(ren)?|kids?|lovers?|couple|friends?|hero(ine)?|portrait|face|stranger|crowd|walk(s|ing)?|runs?|running|stand(s|ing)?|danc(es?|ing)|sings?|singing|umbrella|silhouette|detective|astronaut|cowboy|queen|king)\b|@\w/

const PORTRAIT = /portrait|close[- ]?up|face|headshot|eyes|85 ?mm|tight shot|profile|looks? (at|into)/
const WIDE = /wide|establishing|aerial|drone|panorama|vista|landscape|long shot|from afar|tiny figure|skyline/

/** Reads what a prompt asks for. The same words and seed always give the same idea. */
export function readPrompt(prompt: string, seed: number): SketchIdea {
  const words = prompt.toLowerCase()
  const random = seededRandom(hashText(`${words}\n${seed}`))
  const place = firstMatch(PLACE_WORDS, words) ?? pick(['sea', 'mountains', 'city', 'sand', 'forest'] as const, random)
  const usualMoods = USUAL_MOODS[place]
  const people = PEOPLE.test(words)
  return {
    mood: firstMatch(MOOD_WORDS, words) ?? pick(usualMoods, random),
    place,
    people,
    framing: people && PORTRAIT.test(words) ? 'portrait' : people && !WIDE.test(words) ? 'figure' : 'wide',
    umbrella: /umbrella|parasol/.test(words),
    road: /\b(road|highway|drive|route|car)\b/.test(words),
    weather: /\brain(y|ing|s)?\b|storm|\bwet\b|drizzle/.test(words)
      ? 'rain'
      : /snow|blizzard/.test(words)
        ? 'snow'
        : /fog|mist|haze|smoke/.test(words)
          ? 'fog'
          : null,
    random,
  }
}

const USUAL_MOODS: Readonly<Record<Place, readonly Mood[]>> = {
  sea: ['dusk', 'dawn', 'day', 'night'],
  city: ['dusk', 'night', 'neon'],
  street: ['neon', 'night', 'dusk'],
  mountains: ['dawn', 'dusk', 'day', 'snow'],
  forest: ['forest', 'fog', 'dawn'],
  sand: ['sand', 'dusk', 'day'],
  hall: ['dawn', 'sand', 'ember', 'night'],
  stage: ['neon', 'ember', 'night'],
  deep: ['deep'],
  tunnel: ['neon', 'deep', 'night', 'ember'],
}

function firstMatch<T>(table: readonly (readonly [T, RegExp])[], words: string): T | null {
  return table.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}

/** One of several, by chance. */
export function pick<T>(values: readonly [T, ...T[]] | readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)] as T
}

/** FNV-1a over UTF-16 units: spreads similar prompts apart. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
