import type { ScenePlan } from './film-plan.ts'
import { deep, jellyfish } from './deep.ts'
import { dunes } from './land.ts'
import { portrait } from './portrait.ts'
import { seascape } from './sea.ts'
import { street } from './street.ts'

const TEAL = { light: '#8ff5f0', mid: '#17919b', dark: '#04222e' }
const BLUE = { light: '#7fc4ff', mid: '#1c5fc4', dark: '#061541' }
const GOLDEN_SKY = [
  [0, '#8ba7c4'],
  [0.5, '#ecd9b4'],
  [1, '#ffe9b8'],
] as const
const ROSE_SKY = [
  [0, '#6c6f9c'],
  [0.5, '#e3a9a0'],
  [1, '#ffdcab'],
] as const

/** The way down and the way back. */
export const returnScenes = {
  undertow: {
    name: 'Undertow',
    description: 'She stops swimming. Half time, no drums; light comes from above only.',
    lyrics: 'Let me under, let me slow\nBlue is all I have to know\nHold a breath and let it go',
    colour: 4,
    clips: [
      {
        name: 'Falling slowly',
        bars: 1,
        image: 'woman sinking in clear teal water, arms open, shafts of sun from above, silhouette, wide',
        video: 'she drifts down, hair and dress follow, rays move',
        pick: 2,
        takes: [
          { seed: 501, draw: deep({ ...TEAL, subject: 'swimmer', angle: -16, at: [0.44, 0.52] }) },
          { seed: 504, draw: deep({ ...BLUE, subject: 'swimmer', angle: 30, at: [0.56, 0.56] }), star: true },
          {
            seed: 507,
            draw: deep({ ...TEAL, subject: 'swimmer', angle: 22, at: [0.54, 0.56], size: 1.08 }),
            moving: true,
            star: true,
          },
        ],
      },
      {
        name: 'Shafts of light',
        bars: 1,
        image: 'sun rays through blue water, drifting particles, nothing else',
        video: 'rays sway, particles rise',
        pick: 0,
        takes: [
          { seed: 511, draw: deep({ ...BLUE }) },
          { seed: 514, draw: deep({ ...TEAL }) },
        ],
      },
      {
        name: 'Lanterns',
        bars: 1,
        image: 'translucent jellyfish glow pink and blue in open water, soft focus, dreamlike',
        video: 'they pulse and rise',
        pick: 1,
        takes: [
          { seed: 521, draw: jellyfish('#f3b6ea', '#5c7fd0', '#1a1c56') },
          { seed: 523, draw: jellyfish('#9fe8ff', '#3a5fb8', '#0d1645'), star: true },
          { seed: 527, draw: jellyfish('#ffc0a8', '#7a4fa0', '#1f1246') },
        ],
      },
      {
        name: 'Breath',
        bars: 1,
        image: 'close profile under water, eyes closed, teal light on the cheek, bubbles out of focus',
        video: 'one breath leaves, bubbles climb',
        pick: 0,
        takes: [
          {
            seed: 531,
            draw: portrait({
              night: '#062a33',
              key: '#6fe3dc',
              rim: '#1c5fc4',
              bokeh: ['#2aa7ad', '#8ff5f0', '#1c5fc4'],
              hair: 'bob',
              coat: '#0f2a33',
            }),
          },
          {
            seed: 534,
            draw: portrait({
              night: '#081a3c',
              key: '#7fb8ff',
              rim: '#23c2c2',
              bokeh: ['#2a5fd0', '#7fc4ff', '#3b2fa0'],
              hair: 'bob',
              coat: '#131f3d',
              facing: -1,
            }),
          },
        ],
      },
      {
        name: 'The hand',
        bars: 1,
        image: 'a hand reaches down through the surface, seen from below, ripples of light',
        video: 'the surface breaks in slow motion',
        pick: null,
        takes: [],
      },
      {
        name: 'Surface',
        bars: 1,
        image: 'looking up at a bright circle of sky from under water, swimmer rises towards it',
        video: 'fast rise into white light',
        pick: null,
        takes: [
          {
            seed: 551,
            draw: deep({ ...TEAL, light: '#c9fff4', subject: 'swimmer', angle: -4, at: [0.52, 0.46], size: 0.62 }),
          },
          {
            seed: 554,
            draw: deep({ ...BLUE, light: '#cfe9ff', subject: 'swimmer', angle: 8, at: [0.48, 0.44], size: 0.7 }),
          },
        ],
      },
    ],
  },
  daybreak: {
    name: 'Daybreak',
    description: 'The same beach, the same coat, no longer alone. Open on the downbeat of the final chorus.',
    lyrics:
      'So colour me in salt and neon\nWash the night out of my hair\nMorning has a coat to lean on\nAnd the tide still finds us there',
    colour: 5,
    clips: [
      {
        name: 'Over the dunes',
        bars: 1,
        image: 'layers of misty dunes at sunrise, small figure on a ridge, birds, pale gold',
        video: 'slow track right, mist moves between the ridges',
        pick: 0,
        takes: [
          {
            seed: 601,
            draw: dunes({
              sky: GOLDEN_SKY,
              near: '#231c1c',
              far: '#e0c595',
              sun: [0.66, 0.36, 30],
              sunColour: '#fff1c2',
            }),
            star: true,
          },
          {
            seed: 604,
            draw: dunes({ sky: ROSE_SKY, near: '#2a1a26', far: '#e0a596', sun: [0.4, 0.4, 34], sunColour: '#ffe0b0' }),
          },
        ],
      },
      {
        name: 'Ines in gold',
        bars: 1,
        image: 'profile with a raincoat hood, warm low sun on the face, dune grass bokeh, 85 mm',
        video: 'she smiles, wind in the hood',
        pick: 1,
        takes: [
          {
            seed: 611,
            draw: portrait({
              night: '#3a2412',
              key: '#f7c884',
              rim: '#e8823c',
              bokeh: ['#f0b060', '#d88a48', '#fff0c0'],
              hair: 'short',
              coat: '#8a3b1c',
            }),
          },
          {
            seed: 615,
            draw: portrait({
              night: '#2b1d10',
              key: '#f3b869',
              rim: '#ff9a4a',
              bokeh: ['#f0b060', '#a86a38', '#5f8f86'],
              hair: 'hood',
              coat: '#b5531e',
              facing: -1,
            }),
            star: true,
          },
          {
            seed: 618,
            draw: portrait({
              night: '#33241a',
              key: '#ffdfae',
              rim: '#d86a5a',
              bokeh: ['#e8a890', '#f6d6a0', '#8899a8'],
              hair: 'hood',
              coat: '#a23c2a',
            }),
          },
        ],
      },
      {
        name: 'Sail on gold',
        bars: 1,
        image: 'the small boat from 2.06 comes home, sail full of light, calm gold sea',
        video: 'the boat passes the sun',
        pick: 0,
        takes: [
          { seed: 621, draw: seascape({ hour: 'gold', subject: 'boat', at: 0.42, size: 1.1, sun: [0.64, 0.46, 36] }) },
          {
            seed: 625,
            draw: seascape({ hour: 'sunset', subject: 'boat', at: 0.6, size: 1.2, sun: [0.34, 0.5, 36] }),
            star: true,
          },
        ],
      },
      {
        name: 'Lighthouse again',
        bars: 1,
        image: 'lighthouse at sunrise, beam pale against an orange sky, sun just over the water',
        video: 'the beam sweeps once more and goes out',
        pick: 1,
        takes: [
          { seed: 631, draw: seascape({ hour: 'gold', subject: 'lighthouse', at: 0.64, sun: [0.24, 0.5, 34] }) },
          {
            seed: 636,
            draw: seascape({
              hour: 'sunset',
              subject: 'lighthouse',
              at: 0.62,
              horizon: 0.62,
              sun: [0.22, 0.54, 32],
              size: 1.05,
            }),
            moving: true,
            star: true,
          },
        ],
      },
      {
        name: 'Gulls, high',
        bars: 0.5,
        image: 'gulls against a bright morning sky, seen from the beach',
        video: 'they scatter on the snare',
        pick: 0,
        takes: [{ seed: 641, draw: seascape({ hour: 'gold', subject: 'gulls', horizon: 0.74, sun: [0.7, 0.3, 36] }) }],
      },
      {
        name: 'Wet hands',
        bars: 0.5,
        image: 'two hands full of sea water, sun through the fingers, macro',
        video: 'the water runs out on the beat',
        pick: null,
        takes: [],
      },
      {
        name: 'Neon goes out',
        bars: 1,
        image: 'the street from 3.01 by morning, signs off, last drizzle, umbrella folded away',
        video: 'one sign flickers and dies',
        pick: 0,
        takes: [
          { seed: 651, draw: street({ light: 'dawn', subject: 'figure', rain: 0 }) },
          { seed: 655, draw: street({ light: 'dawn', subject: 'none', rain: 60, side: 0.4 }) },
        ],
      },
      {
        name: 'Tide, again',
        bars: 2,
        image: 'two figures on wet sand at sunrise, long reflections, the sea coming in, wide',
        video: 'they walk towards the water, hold to the last chord',
        pick: null,
        takes: [
          { seed: 661, draw: seascape({ hour: 'gold', subject: 'pair', at: 0.56, sun: [0.3, 0.46, 34] }), star: true },
          { seed: 664, draw: seascape({ hour: 'ebb', subject: 'pair', at: 0.6, sun: [0.28, 0.5, 26] }) },
          {
            seed: 668,
            draw: seascape({ hour: 'gold', subject: 'figure', at: 0.62, size: 1.1, sun: [0.34, 0.48, 30] }),
          },
        ],
      },
    ],
  },
} as const satisfies Record<string, ScenePlan>
