import { MAX_TEXT } from '#shared/model/clip.ts'

/** A scene as it was found in a pasted text. */
export type FoundScene = {
  name: string
  /** The part of the song, "Chorus 1"; empty where the text does not tell. */
  part: string
  lyrics: string
  description: string
}

/** At most this many scenes are made from one text. */
export const MAX_SCENES = 200

const NAME_LENGTH = 60

/** "[Verse 1]", "Verse 1:", "CHORUS", "(Bridge)": the parts of a song. */
const SONG_PART =
  /^[[(]?\s*((?:pre[- ]?|post[- ]?|final |last )?(?:intro|verse|chorus|refrain|bridge|hook|drop|break(?:down)?|interlude|instrumental|solo|outro|coda)(?:\s+(?:\d+|[ivx]+|[a-z]))?)\s*[\])]?\s*:?$/i

/** "INT. KITCHEN - NIGHT", "EXT. PIER", "I/E. CAR": scene headings of a script; "# Title" of a plain text. */
const SCRIPT_HEADING = /^(?:\d+[A-Z]?[.)]?\s+)?((?:INT|EXT|EST|INT\.?\/EXT|I\/E)[. ]\s*.+)$/
const MARK_HEADING = /^#{1,6}\s+(.+?)\s*#*$/

type Heading = { kind: 'part' | 'script' | 'mark'; text: string }

function headingOf(line: string): Heading | null {
  const mark = MARK_HEADING.exec(line)?.[1]
  if (mark) return SONG_PART.test(mark) ? { kind: 'part', text: mark } : { kind: 'mark', text: mark }
  const part = SONG_PART.exec(line)?.[1]
  if (part) return { kind: 'part', text: part }
  const script = SCRIPT_HEADING.exec(line)?.[1]
  return script ? { kind: 'script', text: script } : null
}

const sentence = (text: string): string => {
  const low = text === text.toUpperCase() ? text.toLowerCase() : text
  return low.charAt(0).toUpperCase() + low.slice(1)
}

const shorten = (text: string): string =>
  text.length <= NAME_LENGTH ? text : `${text.slice(0, NAME_LENGTH - 1).replace(/\s+\S*$/, '')}…`

/**
 * Scenes of a pasted text. Headings (song parts, script headings, `#` lines) begin a scene each; without any heading a
 * blank line does. Under a song part the text becomes the lyrics, under a script heading the description.
 */
export function parseScript(text: string): readonly FoundScene[] {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trim())
  const hasHeadings = lines.some((line) => headingOf(line) !== null)
  const scenes: { heading: Heading | null; lines: string[] }[] = []
  let open: { heading: Heading | null; lines: string[] } | null = null

  for (const line of lines) {
    const heading = hasHeadings ? headingOf(line) : null
    if (heading) {
      open = { heading, lines: [] }
      scenes.push(open)
    } else if (line === '' && !hasHeadings) {
      open = null
    } else {
      if (!open) {
        if (line === '') continue
        open = { heading: null, lines: [] }
        scenes.push(open)
      }
      open.lines.push(line)
    }
  }
  return scenes.slice(0, MAX_SCENES).map(toScene)
}

function toScene({ heading, lines }: { heading: Heading | null; lines: string[] }, index: number): FoundScene {
  const body = lines.join('\n').trim().slice(0, MAX_TEXT)
  const first = lines.find((line) => line !== '') ?? ''
  switch (heading?.kind) {
    case 'part':
      return {
        name: shorten(first.replace(/[,;.–—-]+$/, '')) || sentence(heading.text),
        part: sentence(heading.text),
        lyrics: body,
        description: '',
      }
    case 'script':
      return { name: shorten(sentence(heading.text)), part: '', lyrics: '', description: body }
    case 'mark':
      return { name: shorten(heading.text), part: '', lyrics: '', description: body }
    default:
      return {
        name: shorten(first.replace(/[,;.–—-]+$/, '')) || `Scene ${index + 1}`,
        part: '',
        lyrics: body,
        description: '',
      }
  }
}
