import type { FrameRate } from '../../model/time.ts'
import type { CutClip, CutFile, CutList } from './cut-list.ts'
import { startFrame } from './labels.ts'

/** How clips are called: by their own names, or by those of their files, which DaVinci Resolve relinks by. */
export interface FcpxmlOptions {
  readonly names: 'clip' | 'file'
}

const VERSION = '1.10'
const COLOUR = '1-1-1 (Rec. 709)'
/** The format of stills. */
const STILL_COLOUR = '1-13-1'

/**
 * Writes a cut as FCPXML 1.10: one sequence with one storyline, gaps where nothing is, the song connected below its first
 * item. Media are named relative to the file. Times are fractions of whole frames.
 */
export function writeFcpxml(cut: CutList, { names }: FcpxmlOptions): string {
  const { rate, width, height, music } = cut
  const time = (frames: number): string => fraction(frames, rate)
  const files = [
    ...new Map(
      [...cut.clips.map(({ file }) => file), ...(music ? [music.file] : [])].map((file) => [file.sha256, file]),
    ).values(),
  ]
  const idOf = new Map(files.map((file, at) => [file.sha256, `r${at + 2}`]))
  const formats = new Map<string, string>()
  const formatOf = (file: CutFile): string => {
    const fileRate = file.rate
    const own = fileRate
      ? `frameDuration="${fraction(1, fileRate)}" width="${file.width}" height="${file.height}" colorSpace="${COLOUR}"`
      : `name="FFVideoFormatRateUndefined" width="${file.width}" height="${file.height}" colorSpace="${STILL_COLOUR}"`
    const known = formats.get(own)
    if (known) return known
    const id = `f${formats.size + 1}`
    formats.set(own, id)
    return id
  }
  const assets = files.map((file) => {
    const id = idOf.get(file.sha256)
    const src = `<media-rep kind="original-media" src="media/${encodeName(file.fileName)}"/>`
    const head = `<asset id="${id}" name="${xml(file.fileName)}" start="0s"`
    if (file.kind === 'audio') {
      return `${head} duration="${time(music?.length ?? 1)}" hasAudio="1" audioSources="1" audioChannels="2" audioRate="48000">${src}</asset>`
    }
    const duration = file.rate ? fraction(file.frames, file.rate) : '0s'
    return `${head} duration="${duration}" hasVideo="1" format="${formatOf(file)}" videoSources="1">${src}</asset>`
  })
  const start = startFrame(rate)
  const song = music && {
    ref: idOf.get(music.file.sha256),
    name: xml(music.file.fileName),
    duration: time(music.length),
  }
  const spine = itemsOf(cut).map(({ at, length, clip }, index) => {
    const offset = time(start + at)
    const sourceIn = clip?.sourceIn ?? 0
    const inside =
      index === 0 && song
        ? `<asset-clip ref="${song.ref}" lane="-1" offset="${time(sourceIn)}" name="${song.name}" duration="${song.duration}" audioRole="music"/>`
        : ''
    if (!clip) return element('gap', `name="Gap" offset="${offset}" start="0s" duration="${time(length)}"`, inside)
    const name = xml(names === 'file' ? clip.file.fileName : clip.name)
    const common = `ref="${idOf.get(clip.file.sha256)}" offset="${offset}" name="${name}" start="${time(sourceIn)}" duration="${time(length)}"`
    return clip.file.kind === 'image'
      ? element('video', common, inside)
      : element('asset-clip', `${common} tcFormat="NDF"`, inside)
  })
  const total = itemsOf(cut).at(-1)
  const sequence = `format="r1" duration="${time(total ? total.at + total.length : 0)}" tcStart="${time(start)}" tcFormat="NDF"`
  const formatLines = [...formats].map(([own, id]) => `<format id="${id}" ${own}/>`)
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE fcpxml>',
    `<fcpxml version="${VERSION}">`,
    '  <resources>',
    `    <format id="r1" frameDuration="${fraction(1, rate)}" width="${width}" height="${height}" colorSpace="${COLOUR}"/>`,
    ...[...formatLines, ...assets].map((line) => `    ${line}`),
    '  </resources>',
    '  <library>',
    `    <event name="${xml(cut.name)}">`,
    `      <project name="${xml(cut.name)}">`,
    `        <sequence ${sequence}>`,
    '          <spine>',
    ...spine.map((line) => `            ${line}`),
    '          </spine>',
    '        </sequence>',
    '      </project>',
    '    </event>',
    '  </library>',
    '</fcpxml>',
  ]
  return `${lines.join('\n')}\n`
}

/** What lies on the storyline, end to end: clips, and gaps between them. */
function itemsOf({ clips, music }: CutList): { at: number; length: number; clip: CutClip | null }[] {
  const items: { at: number; length: number; clip: CutClip | null }[] = []
  let end = 0
  for (const clip of clips) {
    if (clip.recordIn > end) items.push({ at: end, length: clip.recordIn - end, clip: null })
    items.push({ at: clip.recordIn, length: clip.length, clip })
    end = clip.recordIn + clip.length
  }
  // A song needs something to hang on.
  if (items.length === 0 && music) items.push({ at: 0, length: music.length, clip: null })
  return items
}

/** Seconds as a fraction that is exact: never a decimal. */
function fraction(frames: number, { num, den }: FrameRate): string {
  return frames === 0 ? '0s' : `${frames * den}/${num}s`
}

function element(tag: string, attributes: string, inside: string): string {
  return inside === '' ? `<${tag} ${attributes}/>` : `<${tag} ${attributes}>${inside}</${tag}>`
}

function xml(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

/** Names hold only letters that need no writing of another kind; this says so again for whatever comes. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
