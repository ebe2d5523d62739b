import { glass, skyline, stage, tunnel } from './city.ts'
import type { ScenePlan } from './film-plan.ts'
import { colonnade } from './land.ts'
import { portrait } from './portrait.ts'
import { street } from './street.ts'

const ROSE_EVENING = {
  sky: [
    [0, '#1f1238'],
    [0.5, '#7b2a63'],
    [1, '#f0786a'],
  ],
  haze: '#c8517c',
  roof: '#0f0a1a',
  lamp: ['#ffc98a', '#ff7d9c'],
} as const
const BLUE_NIGHT = {
  sky: [
    [0, '#060914'],
    [0.55, '#1b2340'],
    [1, '#4a4f74'],
  ],
  haze: '#6b719c',
  roof: '#080a14',
  lamp: ['#ffd9a0', '#9fb4ff'],
} as const
const VIOLET_NIGHT = {
  sky: [
    [0, '#0d0822'],
    [0.5, '#33205e'],
    [1, '#8a4f9a'],
  ],
  haze: '#8a5fb0',
  roof: '#0a0716',
  lamp: ['#ffb0e0', '#8fd6ff'],
} as const
const CLUB = ['#c8143c', '#2a5fd0', '#e0a060'] as const

/** The scenes in the city. */
export const cityScenes = {
  neonRain: {
    name: 'Neon rain',
    description: 'The city answers. Cuts get shorter, cyan against magenta, everything reflects.',
    lyrics:
      'So colour me in salt and neon\nHold me where the street lamps run\nEvery puddle keeps a sky on\nTill the night and tide are one',
    colour: 2,
    clips: [
      {
        name: 'Umbrella, wet street',
        bars: 2,
        image:
          'woman with an umbrella in a narrow neon street, heavy rain, cyan and magenta signs, wet asphalt mirrors everything, one-point perspective',
        video: 'camera follows her down the street, rain falls straight',
        pick: 1,
        takes: [
          { seed: 301, draw: street({ light: 'magenta', rain: 150 }) },
          { seed: 303, draw: street({ light: 'neon', rain: 150, size: 1.12 }), moving: true, star: true },
          { seed: 308, draw: street({ light: 'neon', rain: 180, side: -0.5, size: 1.2 }) },
          { seed: 311, draw: street({ light: 'green', rain: 140 }) },
        ],
      },
      {
        name: 'Rain on glass',
        bars: 0.5,
        image: 'drops on a window at night, magenta and cyan bokeh behind, macro, shallow focus',
        video: 'two drops run down',
        pick: 0,
        takes: [
          { seed: 321, draw: glass(['#ff2a7a', '#21c7e6', '#f2b36b', '#7a1fd0']) },
          { seed: 324, draw: glass(['#21c7e6', '#2a5fd0', '#e5f4ff', '#23c2a2'], '#061225') },
          { seed: 327, draw: glass(['#ff8a3c', '#ff3a5a', '#ffd166', '#7a1f4d'], '#1c0a0a') },
        ],
      },
      {
        name: 'Mara in cyan',
        bars: 1,
        image:
          'three-quarter profile, black bob, collar up, cyan shop light on the near cheek, magenta rim, round bokeh, 85 mm',
        video: 'bokeh drifts behind her, she closes her eyes on the second beat',
        pick: 3,
        takes: [
          {
            seed: 331,
            draw: portrait({
              night: '#2a0616',
              key: '#3f8fe0',
              rim: '#ff2a6d',
              bokeh: CLUB,
              hair: 'bob',
              coat: '#2a2326',
              zoom: 0.9,
            }),
          },
          {
            seed: 334,
            draw: portrait({
              night: '#150a2a',
              key: '#c86af0',
              rim: '#22c7e6',
              bokeh: ['#7a1fd0', '#22c7e6', '#ff2a7a'],
              hair: 'bob',
              coat: '#241a33',
              facing: -1,
            }),
          },
          {
            seed: 338,
            draw: portrait({
              night: '#2a0a0a',
              key: '#ff5a4a',
              rim: '#2aa7ff',
              bokeh: ['#ff3a3a', '#ff9a4a', '#2a5fd0'],
              hair: 'bob',
              coat: '#2a1a18',
            }),
            star: true,
          },
          {
            seed: 342,
            draw: portrait({
              night: '#2a0616',
              key: '#25c4cc',
              rim: '#ff2a6d',
              bokeh: CLUB,
              hair: 'bob',
              coat: '#2a2326',
              zoom: 1.04,
            }),
            moving: true,
            star: true,
          },
        ],
      },
      {
        name: 'Underpass run',
        bars: 1,
        image: 'runner in a tunnel of neon rings, pink and cyan, mirror floor, perfectly centred',
        video: 'rings rush past the camera in time with the bar',
        pick: 1,
        takes: [
          { seed: 351, draw: tunnel(['#7a4fff', '#24e0f0', '#ff7ad0'], '#0c0826') },
          { seed: 353, draw: tunnel(['#ff3fa4', '#24e0f0', '#e9f4ff'], '#0b0a26'), moving: true, star: true },
        ],
      },
      {
        name: 'Alley, no one',
        bars: 1,
        image: 'empty alley in green shop light, steam, rain, nobody',
        video: 'steam crosses, a sign buzzes',
        pick: 0,
        takes: [{ seed: 361, draw: street({ light: 'green', subject: 'none', rain: 110, side: 0.5 }) }],
      },
      {
        name: 'Club light',
        bars: 0.5,
        image: 'two figures before a wall of stage beams, crowd in the foreground, magenta and cyan',
        video: 'beams swing on each beat',
        pick: 1,
        takes: [
          { seed: 371, draw: stage(['#ff2a7a', '#21c7e6', '#ff3a3a']) },
          { seed: 374, draw: stage(['#21c7e6', '#ff2a9d', '#8a5fff']), star: true },
        ],
      },
      {
        name: 'Red corner',
        bars: 1,
        image: 'street corner in red light, one figure waits, rain in the headlights',
        video: 'a car passes and the light sweeps over the wall',
        pick: null,
        takes: [],
      },
      {
        name: 'Puddle flame',
        bars: 1,
        image: 'neon sign upside down in a puddle, a shoe breaks it, macro, amber',
        video: 'ripples tear the reflection on the downbeat',
        pick: null,
        takes: [],
      },
    ],
  },
  rooftops: {
    name: 'Rooftops',
    description: 'Above the noise. Wide and still, room for the voice; the moon is in every shot but one.',
    lyrics:
      'Up here the wires are humming in a minor key\nThe moon leans down to read what we have drawn\nA town of windows looking out for me\nOne by one I watch them turn to dawn',
    colour: 3,
    clips: [
      {
        name: 'Skyline, last light',
        bars: 1,
        image: 'figure on a roof before a rose evening skyline, windows come on, layered haze',
        video: 'slow drift left, windows light up',
        pick: 1,
        takes: [
          { seed: 401, draw: skyline({ ...ROSE_EVENING, subject: true }) },
          {
            seed: 404,
            draw: skyline({ ...ROSE_EVENING, moon: [0.62, 0.36, 40], moonColour: '#ffd0b0', subject: true }),
            star: true,
          },
          { seed: 408, draw: skyline({ ...VIOLET_NIGHT, moon: [0.66, 0.3, 44], subject: true }) },
        ],
      },
      {
        name: 'Colonnade',
        bars: 1,
        image: 'endless pale portals in low sun, one small figure, hard diagonal shadows, one-point perspective',
        video: 'camera glides forward between the columns',
        pick: 0,
        takes: [
          { seed: 411, draw: colonnade({ light: '#f9e4ae', mid: '#e2b86a', dark: '#7a4a22' }), star: true },
          { seed: 413, draw: colonnade({ light: '#dfeaf0', mid: '#8fb0c4', dark: '#2e4a62' }) },
        ],
      },
      {
        name: 'Moon over wires',
        bars: 1,
        image: 'full moon over dark roofs, power lines cut the frame, silver haze',
        video: 'clouds slide under the moon',
        pick: 0,
        takes: [
          { seed: 421, draw: skyline({ ...BLUE_NIGHT, moon: [0.3, 0.24, 58], wires: true }), star: true },
          { seed: 424, draw: skyline({ ...BLUE_NIGHT, moon: [0.36, 0.3, 46], wires: true, subject: true }) },
          { seed: 427, draw: skyline({ ...BLUE_NIGHT, moon: [0.5, 0.22, 70] }) },
        ],
      },
      {
        name: 'Ines, red',
        bars: 1,
        image: 'profile with short hair, lit by a red sign from the left, warm bokeh of the town below, 85 mm',
        video: 'the sign blinks twice across her face',
        pick: 0,
        takes: [
          {
            seed: 431,
            draw: portrait({
              night: '#1d0806',
              key: '#ff5a3c',
              rim: '#e8a040',
              bokeh: ['#d8642a', '#f0b060', '#8a2018'],
              hair: 'short',
              coat: '#5a1414',
              facing: -1,
            }),
            star: true,
          },
          {
            seed: 434,
            draw: portrait({
              night: '#0d0a20',
              key: '#8f7aff',
              rim: '#ff4a7a',
              bokeh: ['#5a3fd0', '#ff7aa8', '#f0b060'],
              hair: 'short',
              coat: '#22183a',
            }),
          },
        ],
      },
      {
        name: 'Antenna song',
        bars: 1,
        image: 'antennas and wires against a violet night, rain starts, tiny windows',
        video: 'first drops, a bird leaves the wire',
        pick: 1,
        takes: [
          { seed: 441, draw: skyline({ ...ROSE_EVENING, wires: true }) },
          {
            seed: 444,
            draw: skyline({ ...VIOLET_NIGHT, wires: true, rain: true, moon: [0.24, 0.26, 40], moonColour: '#f0d8ff' }),
          },
        ],
      },
      {
        name: 'Water tower',
        bars: 1,
        image: 'two friends sit under a rooftop water tower, backs to us, dawn far away',
        video: 'locked camera, one of them points at the sea',
        pick: null,
        takes: [],
      },
    ],
  },
} as const satisfies Record<string, ScenePlan>
