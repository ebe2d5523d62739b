import type { ScenePlan } from './film-plan.ts'
import { portrait } from './portrait.ts'
import { seascape } from './sea.ts'

const HARBOUR_LIGHTS = ['#e2853d', '#c8523a', '#f3c77d', '#3f5d86']

/** The scenes by the sea. */
export const coastScenes = {
  lowTide: {
    name: 'Low tide',
    description: 'Before the town wakes. Wide, slow, nearly no colour; the figure is small until the last shot.',
    lyrics: 'The sea went out and left the door ajar',
    colour: 0,
    clips: [
      {
        name: 'Before anyone',
        bars: 2,
        image:
          'wide empty tidal flats at first light, mirror of wet sand, long streaks of cloud, pale rose horizon, 24 mm',
        video: 'locked camera, clouds drift left, a slow shimmer on the wet sand',
        pick: 1,
        takes: [
          { seed: 101, draw: seascape({ hour: 'ebb', horizon: 0.5 }) },
          { seed: 104, draw: seascape({ hour: 'ebb', horizon: 0.62, sun: [0.3, 0.58, 20] }), star: true },
          { seed: 109, draw: seascape({ hour: 'gold', horizon: 0.6 }) },
        ],
      },
      {
        name: 'Mara on the flats',
        bars: 1,
        image:
          'lone woman in a long dark coat on wet sand, full reflection, cold dawn, soft rim light from the right, 50 mm',
        video: 'she stands still, coat moves a little, camera drifts closer',
        pick: 1,
        takes: [
          { seed: 111, draw: seascape({ hour: 'ebb', subject: 'figure', at: 0.5, size: 0.8 }) },
          {
            seed: 116,
            draw: seascape({ hour: 'ebb', subject: 'figure', at: 0.63, size: 1.1, sun: [0.24, 0.5, 18] }),
            moving: true,
            star: true,
          },
          { seed: 119, draw: seascape({ hour: 'dusk', subject: 'figure', at: 0.4 }) },
        ],
      },
      {
        name: 'Tide line',
        bars: 1,
        image: 'low angle over thin water running back to sea, silver highlights, no horizon drama, calm',
        video: 'water slides away from the camera',
        pick: 0,
        takes: [
          { seed: 121, draw: seascape({ hour: 'ebb', horizon: 0.3, clouds: 0.7 }) },
          { seed: 125, draw: seascape({ hour: 'storm', horizon: 0.32 }) },
        ],
      },
      {
        name: 'Far light',
        bars: 1,
        image: 'tiny lighthouse on a rock at dawn, one weak beam, haze, long lens compression',
        video: 'the beam turns once',
        pick: 0,
        takes: [
          { seed: 131, draw: seascape({ hour: 'ebb', subject: 'lighthouse', at: 0.72, size: 0.55 }) },
          { seed: 135, draw: seascape({ hour: 'dusk', subject: 'lighthouse', at: 0.3, size: 0.6 }) },
        ],
      },
      {
        name: 'First gulls',
        bars: 1,
        image: 'gulls lift off over pale water, backlit, motion in the wings only',
        video: 'birds cross from left to right',
        pick: 1,
        takes: [
          { seed: 141, draw: seascape({ hour: 'ebb', subject: 'gulls', horizon: 0.7 }) },
          {
            seed: 144,
            draw: seascape({ hour: 'ebb', subject: 'gulls', horizon: 0.66, sun: [0.62, 0.52, 26] }),
            star: true,
          },
        ],
      },
    ],
  },
  harbourLights: {
    name: 'Harbour lights',
    description: 'The evening she decides to leave. Everything burns orange, lamps come on one after another.',
    lyrics:
      'Harbour lamps count down the miles of rain\nI fold your name into a paper boat\nThe last horn turns the water into flame\nAnd every rope remembers how to float',
    colour: 1,
    clips: [
      {
        name: 'Ferry at dusk',
        bars: 1,
        image: 'old passenger ferry with lit decks crossing an orange evening sea, sun low behind it, wide',
        video: 'the ferry moves slowly to the right, windows glow',
        pick: 1,
        takes: [
          { seed: 201, draw: seascape({ hour: 'sunset', subject: 'ferry', at: 0.46, sun: [0.28, 0.5, 26] }) },
          {
            seed: 207,
            draw: seascape({
              hour: 'sunset',
              subject: 'ferry',
              at: 0.56,
              size: 1.2,
              sun: [0.3, 0.47, 36],
              horizon: 0.62,
            }),
            star: true,
          },
          { seed: 209, draw: seascape({ hour: 'dusk', subject: 'ferry', at: 0.5, size: 0.9 }) },
        ],
      },
      {
        name: 'Pier walk',
        bars: 1,
        image:
          'symmetrical wooden pier into a burning sky, lamps on posts, one figure at the end, one-point perspective',
        video: 'camera walks forward, lamps pass on both sides',
        pick: 0,
        takes: [
          {
            seed: 211,
            draw: seascape({ hour: 'sunset', subject: 'pier', horizon: 0.5, sun: [0.5, 0.42, 30] }),
            star: true,
          },
          { seed: 215, draw: seascape({ hour: 'dusk', subject: 'pier', horizon: 0.48 }) },
          { seed: 218, draw: seascape({ hour: 'storm', subject: 'pier', horizon: 0.46 }) },
        ],
      },
      {
        name: 'Lighthouse wakes',
        bars: 1,
        image: 'lighthouse on a dark rock, lamp just lit, red and amber sky, sun on the water to the left',
        video: 'the beam begins to sweep across the frame',
        pick: 2,
        takes: [
          { seed: 221, draw: seascape({ hour: 'sunset', subject: 'lighthouse', at: 0.7, sun: [0.2, 0.52, 28] }) },
          { seed: 224, draw: seascape({ hour: 'dusk', subject: 'lighthouse', at: 0.62, sun: [0.2, 0.52, 26] }) },
          {
            seed: 228,
            draw: seascape({
              hour: 'sunset',
              subject: 'lighthouse',
              at: 0.66,
              horizon: 0.6,
              sun: [0.24, 0.52, 36],
              size: 1.1,
            }),
          },
        ],
      },
      {
        name: 'Rope and rust',
        bars: 1,
        image: 'close-up of a wet mooring rope around a rusted bollard, salt crystals, warm edge light, macro',
        video: 'the rope tightens and drips',
        pick: null,
        takes: [],
      },
      {
        name: 'Ines by the railing',
        bars: 1,
        image:
          'profile of a woman with short dark hair at a ferry railing, copper light on her face, harbour bokeh, 85 mm',
        video: 'she breathes out and turns her eyes to the water',
        pick: 1,
        takes: [
          {
            seed: 231,
            draw: portrait({
              night: '#2a140c',
              key: '#e89a52',
              rim: '#3c6ea8',
              bokeh: HARBOUR_LIGHTS,
              hair: 'short',
              coat: '#2b2a33',
            }),
          },
          {
            seed: 236,
            draw: portrait({
              night: '#2e150b',
              key: '#f2a85c',
              rim: '#c23e30',
              bokeh: HARBOUR_LIGHTS,
              hair: 'short',
              coat: '#3a2018',
              facing: -1,
            }),
            star: true,
          },
        ],
      },
      {
        name: 'Small boat',
        bars: 1,
        image: 'small sailing boat with a lantern on violet water, last colour in the sky, minimal',
        video: 'the boat rocks, the lantern flickers',
        pick: 0,
        takes: [
          { seed: 241, draw: seascape({ hour: 'dusk', subject: 'boat', at: 0.45, sun: [0.7, 0.5, 28] }) },
          { seed: 246, draw: seascape({ hour: 'night', subject: 'boat', at: 0.6, sun: [0.34, 0.2, 34] }), star: true },
        ],
      },
      {
        name: 'Last boat out',
        bars: 2,
        image: 'ferry leaving at night, only its rows of windows lit, moon path on black water',
        video: 'the ferry slides out of frame to the right',
        pick: 1,
        takes: [
          { seed: 251, draw: seascape({ hour: 'dusk', subject: 'ferry', at: 0.6, size: 0.7, horizon: 0.52 }) },
          { seed: 255, draw: seascape({ hour: 'night', subject: 'ferry', at: 0.58, size: 0.9, sun: [0.26, 0.2, 32] }) },
        ],
      },
    ],
  },
} as const satisfies Record<string, ScenePlan>
