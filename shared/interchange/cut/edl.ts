import type { CutFile, CutList } from './cut-list.ts'
import { frameLabel, startFrame } from './labels.ts'

/** Most events of one list: they are numbered with three digits. */
export const MAX_EVENTS = 999

/**
 * Writes a cut as an edit decision list (CMX 3600): ASCII, labels without dropped frames, the song as the last event.
 * Throws a `RangeError` for a cut with more events than such a list can number.
 */
export function writeEdl(cut: CutList): string {
  const { rate, clips, music } = cut
  if (clips.length + (music ? 1 : 0) > MAX_EVENTS) {
    throw new RangeError(`An edit decision list holds ${MAX_EVENTS} events, and this film has ${clips.length} clips`)
  }
  const start = startFrame(rate)
  const label = (frame: number): string => frameLabel(frame, rate)
  const event = (
    at: number,
    file: CutFile,
    channel: string,
    sourceIn: number,
    recordIn: number,
    length: number,
  ): string[] => {
    const places = [sourceIn, sourceIn + length, start + recordIn, start + recordIn + length].map(label)
    const head = `${String(at + 1).padStart(3, '0')}  ${reelOf(file)} ${channel.padEnd(6)}C        `
    return [head + places.join(' '), `* FROM CLIP NAME: ${file.fileName}`, '']
  }
  const lines = [`TITLE: ${ascii(cut.name)}`, 'FCM: NON-DROP FRAME', '']
  for (const [at, { file, sourceIn, recordIn, length }] of clips.entries()) {
    lines.push(...event(at, file, 'V', sourceIn, recordIn, length))
  }
  if (music) lines.push(...event(clips.length, music.file, 'AA', 0, 0, music.length))
  return `${lines.join('\r\n')}\r\n`
}

/** Eight letters that stand for the file: all media begin at zero, so reels must not be shared. */
function reelOf({ sha256 }: CutFile): string {
  return sha256.slice(0, 8).toUpperCase()
}

function ascii(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
  return plain === '' ? 'Untitled' : plain
}
