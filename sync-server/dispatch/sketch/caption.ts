import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type OverlayOptions } from 'sharp'
import { unwrapWoff } from './unwrap-woff.ts'

/** Scripts that the bundled Inter covers; anything else would come out as boxes on a machine without more fonts. */
const SUBSETS = ['cyrillic', 'greek', 'latin-ext', 'latin'] as const
const UNCOVERED =
  /[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Nd}\u0020-\u007e\u00a0-\u00bf\u2010-\u2026\u20ac]/gu

const resolve = createRequire(import.meta.url).resolve

let fonts: Promise<readonly string[]> | null = null

/** Writes the bundled faces once as plain font files, which is the only kind the text renderer takes. */
function loadFonts(): Promise<readonly string[]> {
  fonts ??= mkdtemp(join(tmpdir(), 'storycanvas-fonts-')).then(async (folder) => {
    const files = await Promise.all(
      SUBSETS.map(async (subset) => {
        const woff = await readFile(resolve(`@fontsource/inter/files/inter-${subset}-500-normal.woff`))
        const file = join(folder, `inter-${subset}.ttf`)
        await writeFile(file, unwrapWoff(woff))
        return file
      }),
    )
    // Rendering a letter registers a face: from then on it serves the characters that the others lack.
    await Promise.all(files.map((file) => drawText('a', 8, 20, file)))
    return files
  })
  return fonts
}

function drawText(markup: string, size: number, width: number, fontfile: string) {
  const text = {
    text: `<span foreground="#ffffff">${markup}</span>`,
    font: `Inter Medium, ${size}`,
    fontfile,
    rgba: true,
    dpi: 72,
    width,
  }
  return sharp({ text: { ...text, wrap: 'none' } })
    .png()
    .toBuffer({ resolveWithObject: true })
}

/** What stands at the foot of every sketch: the badge that tells it from a real take, and the prompt it was made for. */
export async function captionOverlays(prompt: string, width: number, height: number): Promise<OverlayOptions[]> {
  const [latin] = (await loadFonts()).slice(-1) as [string]
  const unit = Math.min(width, height) / 100
  const size = Math.max(10, Math.round(unit * 2.6))
  const badge = await drawText('Sketch', size, Math.round(width / 2), latin)
  const pad = Math.round(size * 0.62)
  const pillHeight = badge.info.height + pad
  const pillWidth = badge.info.width + pad * 2 + size + Math.round(size * 0.3)
  const margin = Math.round(unit * 4)
  const top = height - margin - pillHeight
  const room = width - margin * 2 - pillWidth - pad
  const line = fit(prompt, room / (size * 0.54))
  const words = line === '' ? null : await drawText(escapeMarkup(line), size, room, latin)
  const overlays: OverlayOptions[] = [
    {
      input: Buffer.from(plate(width, height, { left: margin, top, width: pillWidth, height: pillHeight, size })),
      left: 0,
      top: 0,
    },
    {
      input: badge.data,
      left: margin + pad + size + Math.round(size * 0.3),
      top: top + Math.round((pillHeight - badge.info.height) / 2),
    },
  ]
  if (words && words.info.width <= room) {
    const left = margin + pillWidth + pad
    overlays.push({ input: words.data, left, top: top + Math.round((pillHeight - words.info.height) / 2) })
  }
  return overlays
}

/** One line of the prompt: only what the fonts can write, cut at a word. */
function fit(prompt: string, characters: number): string {
  const line = prompt.replace(UNCOVERED, '').replace(/\s+/g, ' ').trim()
  if (line.length <= characters) return line
  const cut = line.slice(0, Math.max(1, Math.floor(characters) - 1))
  return `${cut.replace(/[\s,.;:]+\S*$/, '') || cut}…`
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

interface Pill {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly size: number
}

/** The dark foot of the picture, the badge's pill and its pencil. */
function plate(width: number, height: number, pill: Pill): string {
  const x = pill.left + pill.size * 0.62
  const y = pill.top + pill.height / 2 - pill.size / 2
  const pencil = `<path transform="translate(${x} ${y}) scale(${pill.size / 24})" d="M3 21l1.2-5.2L16.5 3.5a2.1 2.1 0 0 1 3 0l1 1a2.1 2.1 0 0 1 0 3L8.2 19.8 3 21z" fill="none" stroke="#ffffff" stroke-width="2.4" stroke-linejoin="round"/>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    '<defs><linearGradient id="foot" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.62"/></linearGradient></defs>',
    `<rect x="0" y="${height * 0.74}" width="${width}" height="${height * 0.26 + 1}" fill="url(#foot)"/>`,
    `<rect x="${pill.left}" y="${pill.top}" width="${pill.width}" height="${pill.height}" rx="${pill.height / 2}" fill="#000" fill-opacity="0.45" stroke="#fff" stroke-opacity="0.5"/>`,
    pencil,
    '</svg>',
  ].join('')
}
