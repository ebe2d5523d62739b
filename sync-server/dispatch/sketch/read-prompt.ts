import { seededRandom, type Random } from '#shared/util/random.ts'
import type { Mood } from './sketch-palette.ts'

/** Where a sketch plays. */
export type Place = 'sea' | 'city' | 'street' | 'mountains' | 'forest' | 'sand' | 'hall' | 'stage' | 'tunnel' | 'deep'

/** What falls from the sky, or hangs in the air. */
export type Weather = 'rain' | 'snow' | 'fog'

/** How near the camera is to who is in the picture. */
export type Framing = 'portrait' | 'figure' | 'wide'

/** What a sketch will show, as far as a prompt tells; the seed decides the rest. */
export interface SketchIdea {
  readonly mood: Mood
  readonly place: Place
  readonly framing: Framing
  /** Whether anybody is in the picture. */
  readonly people: boolean
  /** Whether more than one is. */
  readonly several: boolean
  readonly umbrella: boolean
  readonly road: boolean
  readonly weather: Weather | null
  readonly random: Random
}

/** Matches any of the words, or their plurals, as whole words. Spaces part words; "_" stands for a space within one. */
function words(list: string): RegExp {
  const any = list.split(/\s+/).map((word) => word.replaceAll('_', '[ -]?'))
  return new RegExp(`\\b(${any.join('|')})(e?s)?\\b`)
}

const UNDERWATER = words(
  'underwater submerged drown drowning drowned beneath_the_waves aquarium diver diving deep_sea jellyfish',
)

const MOOD_WORDS: readonly (readonly [Mood, RegExp])[] = [
  ['deep', UNDERWATER],
  ['neon', words('neon cyberpunk cyber arcade club disco karaoke laser magenta cyan synthwave vaporwave')],
  ['snow', words('snow snowy winter ice icy frozen glacier frost frosty blizzard')],
  ['ember', words('fire flame ember lava inferno burning red red_light crimson blood mars')],
  ['dusk', words('dusk sunset golden golden_hour evening last_light twilight magic_hour warm orange amber')],
  ['dawn', words('dawn sunrise morning first_light daybreak pastel pink')],
  ['night', words('night moon moonlight midnight star starry dark space galaxy nocturnal blue')],
  [
    'fog',
    words('fog foggy mist misty haze hazy overcast grey gray smoke rain rainy raining storm stormy gloomy monochrome'),
  ],
  ['sand', words('desert dune sand sandy savanna canyon dust dusty western')],
  ['forest', words('forest wood jungle tree leaf leaves garden meadow moss green')],
  ['day', words('day daylight noon sunny blue_sky summer field beach')],
]

const PLACE_WORDS: readonly (readonly [Place, RegExp])[] = [
  ['deep', UNDERWATER],
  ['tunnel', words('tunnel underpass portal ring subway spiral vortex wormhole kaleidoscope kaleidoscopic abstract')],
  [
    'stage',
    words('stage concert spotlight crowd audience gig band festival singer club disco dance_floor drummer guitarist'),
  ],
  [
    'hall',
    words(
      'hall hallway corridor room interior column colonnade church museum station kitchen bedroom hotel office house cathedral',
    ),
  ],
  ['street', words('street alley lane pavement sidewalk traffic taxi shop market umbrella')],
  ['city', words('city skyline rooftop tower skyscraper building downtown bridge town tokyo york berlin london paris')],
  ['forest', words('forest wood jungle tree garden grove park')],
  ['sand', words('desert dune sand canyon highway road car savanna field meadow prairie plain planet mars moonscape')],
  ['mountains', words('mountain hill valley cliff peak glacier alp ridge volcano highland snow snowy')],
  [
    'sea',
    words(
      'sea ocean beach shore harbour harbor pier boat ship wave tide lake river water coast island lighthouse sunrise sunset',
    ),
  ],
]

const WEATHER_WORDS: readonly (readonly [Weather, RegExp])[] = [
  ['rain', words('rain rainy raining storm stormy wet drizzle')],
  ['snow', words('snow snowy snowing blizzard')],
  ['fog', words('fog foggy mist misty haze hazy smoke')],
]

const PEOPLE = new RegExp(
  `@\\w|${
    words(
      'woman women man men girl boy person people she he her him they figure dancer singer musician band child children kid lover couple friend hero heroine portrait face stranger crowd walk walking run running stand standing dance dancing sing singing umbrella silhouette detective astronaut cowboy queen king diver drummer guitarist',
    ).source
  }`,
)
const SEVERAL = words('two couple lover pair duo friend twin band they together')
const PORTRAIT = words('portrait close_up closeup face headshot eyes 85_?mm tight_shot profile looks_at looks_into')
const WIDE = words('wide establishing aerial drone panorama vista landscape long_shot from_afar tiny skyline')

/** Reads what a prompt asks for. The same words and seed always give the same idea. */
export function readPrompt(prompt: string, seed: number): SketchIdea {
  const text = prompt.toLowerCase()
  const random = seededRandom(hashText(`${text}\n${seed}`))
  const place = firstMatch(PLACE_WORDS, text) ?? pick(['sea', 'mountains', 'city', 'sand', 'forest'] as const, random)
  const usualMoods = USUAL_MOODS[place]
  const people = PEOPLE.test(text)
  return {
    mood: firstMatch(MOOD_WORDS, text) ?? pick(usualMoods, random),
    place,
    people,
    framing: people && PORTRAIT.test(text) ? 'portrait' : people && !WIDE.test(text) ? 'figure' : 'wide',
    several: people && SEVERAL.test(text),
    umbrella: words('umbrella parasol').test(text),
    road: words('road highway route car drive driving').test(text),
    weather: firstMatch(WEATHER_WORDS, text),
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

function firstMatch<T>(table: readonly (readonly [T, RegExp])[], text: string): T | null {
  return table.find(([, pattern]) => pattern.test(text))?.[0] ?? null
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
