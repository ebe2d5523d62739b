/** The two shapes of the one timeline: under the board, and on its own page. */
export type TimelineForm = 'dock' | 'full'

/** Where each row lies, in pixels from the top of the lanes; a height of 0 means that there is no such row. */
export interface Rows {
  readonly ruler: Row
  readonly scenes: Row
  readonly video: Row
  readonly music: Row
  readonly overview: Row
}

/** One row. */
export interface Row {
  readonly top: number
  readonly height: number
}

/** Height of a clip's label. */
export const LABEL_HEIGHT = 15

const FIXED = {
  dock: { ruler: 21, scenes: 17, overview: 11, musicShare: 0.42, musicMax: 64, videoMin: 40 },
  full: { ruler: 24, scenes: 20, overview: 16, musicShare: 0.46, musicMax: 150, videoMin: 56 },
} as const

/** Below this height a waveform says nothing, and picture takes its room. */
const MUSIC_MIN = 18

/** Divides the height among the rows: ruler, scenes and overview are fixed, picture and sound share the rest. */
export function layoutRows(form: TimelineForm, height: number, hasMusic: boolean): Rows {
  const { ruler, scenes, overview, musicShare, musicMax, videoMin } = FIXED[form]
  const rest = Math.max(videoMin, height - ruler - scenes - overview)
  const room = hasMusic ? Math.round(Math.min(musicMax, Math.max(0, rest - videoMin), rest * musicShare)) : 0
  const music = room < MUSIC_MIN ? 0 : room
  const video = rest - music
  const videoTop = ruler + scenes
  return {
    ruler: { top: 0, height: ruler },
    scenes: { top: ruler, height: scenes },
    video: { top: videoTop, height: video },
    music: { top: videoTop + video, height: music },
    overview: { top: videoTop + video + music, height: overview },
  }
}

/** The row at a height. */
export function rowAt(rows: Rows, y: number): keyof Rows {
  const names = ['ruler', 'scenes', 'video', 'music', 'overview'] as const
  return names.findLast((name) => rows[name].height > 0 && y >= rows[name].top) ?? 'ruler'
}
