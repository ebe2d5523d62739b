import type { Stop } from './paint.ts'

/** Colours of one hour at the sea. */
export interface Hour {
  readonly sky: readonly Stop[]
  readonly sea: readonly Stop[]
  readonly cloud: string
  readonly sun: string
  readonly land: string
  readonly ink: string
}

/** The hours of the film. */
export const HOURS = {
  ebb: {
    sky: [
      [0, '#3d4c6d'],
      [0.4, '#7d7f99'],
      [0.75, '#cdb3ae'],
      [1, '#f1d3bd'],
    ],
    sea: [
      [0, '#d9c0b4'],
      [0.3, '#9a96a8'],
      [0.7, '#55607e'],
      [1, '#283450'],
    ],
    cloud: '#f6dccb',
    sun: '#fff0d8',
    land: '#6d6a80',
    ink: '#10131f',
  },
  sunset: {
    sky: [
      [0, '#59213a'],
      [0.35, '#b3403f'],
      [0.7, '#ee8449'],
      [1, '#fdc873'],
    ],
    sea: [
      [0, '#f4a45a'],
      [0.3, '#c95a48'],
      [0.7, '#6e2c4c'],
      [1, '#2c1430'],
    ],
    cloud: '#ffb65c',
    sun: '#ffe79a',
    land: '#7c2b36',
    ink: '#1c0d18',
  },
  dusk: {
    sky: [
      [0, '#191a40'],
      [0.4, '#4b2f6b'],
      [0.75, '#b14f78'],
      [1, '#f19a6c'],
    ],
    sea: [
      [0, '#c9707a'],
      [0.35, '#633b70'],
      [1, '#14142f'],
    ],
    cloud: '#f08a86',
    sun: '#ffd2a0',
    land: '#2d2148',
    ink: '#0c0a1a',
  },
  night: {
    sky: [
      [0, '#050816'],
      [0.5, '#0e1f3d'],
      [1, '#2b4a6b'],
    ],
    sea: [
      [0, '#27486a'],
      [0.4, '#11233f'],
      [1, '#040812'],
    ],
    cloud: '#4d6f94',
    sun: '#e8f0ff',
    land: '#0a1526',
    ink: '#03060d',
  },
  gold: {
    sky: [
      [0, '#7fa3c7'],
      [0.4, '#c9c9c0'],
      [0.75, '#f7dba0'],
      [1, '#ffe9b8'],
    ],
    sea: [
      [0, '#fbe0a6'],
      [0.3, '#d5b790'],
      [0.7, '#7d90a3'],
      [1, '#3c5570'],
    ],
    cloud: '#fff6e0',
    sun: '#fffbe6',
    land: '#a58f78',
    ink: '#1d1a1c',
  },
  storm: {
    sky: [
      [0, '#141c24'],
      [0.5, '#37474f'],
      [1, '#8fa19e'],
    ],
    sea: [
      [0, '#83958f'],
      [0.35, '#3d5053'],
      [1, '#0d161b'],
    ],
    cloud: '#b9c7c2',
    sun: '#e8efe4',
    land: '#2a363b',
    ink: '#080d10',
  },
} as const satisfies Record<string, Hour>
