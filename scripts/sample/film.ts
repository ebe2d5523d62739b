import { cityScenes } from './film-city.ts'
import { coastScenes } from './film-coast.ts'
import { returnScenes } from './film-return.ts'
import type { ScenePlan } from './film-plan.ts'

/** What no picture of the film should show. */
export const NEGATIVE = 'text, watermark, logo, extra people, distorted hands, oversaturated skin'

/** The film in the order of the song: three scenes by the water and the city, then back to the coast. */
export const SCENES: readonly ScenePlan[] = [
  coastScenes.lowTide,
  coastScenes.harbourLights,
  cityScenes.neonRain,
  cityScenes.rooftops,
  returnScenes.undertow,
  returnScenes.daybreak,
]
