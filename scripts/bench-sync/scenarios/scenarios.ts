import { filmScenario } from './film.ts'
import { offlineScenario } from './offline.ts'
import { presenceScenario } from './presence.ts'
import { flatOutScenario, steadyScenario } from './fan-out.ts'
import { roomsScenario } from './rooms.ts'
import type { Scenario } from './scenario.ts'

/** Everything that is measured, in the order of the report. */
export const scenarios: readonly Scenario[] = [
  steadyScenario(10, 100),
  steadyScenario(100, 50),
  steadyScenario(500, 20),
  flatOutScenario(10, 20_000),
  flatOutScenario(100, 20_000),
  flatOutScenario(500, 6_000),
  presenceScenario,
  roomsScenario(100, false),
  roomsScenario(1000, true),
  filmScenario,
  offlineScenario,
]
