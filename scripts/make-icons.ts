/**
 * Makes the icons of the app into public: `node --import tsx scripts/make-icons.ts`.
 *
 * The mark is a film in three clips, the middle one at work: three staggered bars, one tungsten.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const publicFolder = fileURLToPath(new URL('../public', import.meta.url))
const INK = '#141414'
const PAPER = '#eeeeee'
const TUNGSTEN = '#f5ad53'

/** The mark's own box, in the units of its bars. */
const MARK = { width: 18, height: 14 } as const
const BARS = [
  { x: 0, y: 0, width: 11, fill: PAPER },
  { x: 4, y: 5.25, width: 14, fill: TUNGSTEN },
  { x: 1, y: 10.5, width: 9.5, fill: PAPER },
] as const

/** The mark on a square of 512; `share` is how much of the width it takes, `corner` the radius of the square. */
function icon(share: number, corner: number): string {
  const scale = (512 * share) / MARK.width
  const left = (512 - MARK.width * scale) / 2
  const top = (512 - MARK.height * scale) / 2
  const bars = BARS.map(
    (bar) => `<rect x="${bar.x}" y="${bar.y}" width="${bar.width}" height="3.5" rx="1.15" fill="${bar.fill}"/>`,
  ).join('')
  const round = (value: number): string => String(Math.round(value * 100) / 100)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="${corner}" fill="${INK}"/><g transform="translate(${round(left)} ${round(top)}) scale(${round(scale)})">${bars}</g></svg>\n`
}

/** An .ico file of PNG pictures. */
function ico(pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index
    head.writeUInt8(size, at)
    head.writeUInt8(size, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

const render = (svg: string, size: number): Promise<Buffer> =>
  sharp(Buffer.from(svg), { density: 300 }).resize(size, size).png({ compressionLevel: 9, palette: true }).toBuffer()

const rounded = icon(0.62, 112)
/** Small sizes need a larger mark to keep their gaps. */
const small = icon(0.76, 96)
/** Everything within the middle 80% circle survives any mask. */
const maskable = icon(0.5, 0)
const touch = icon(0.58, 0)

await mkdir(join(publicFolder, 'icons'), { recursive: true })
const files: readonly (readonly [string, string | Buffer])[] = [
  ['icons/icon.svg', rounded],
  ['favicon.svg', small],
  ['icons/icon-192.png', await render(rounded, 192)],
  ['icons/icon-512.png', await render(rounded, 512)],
  ['icons/maskable-192.png', await render(maskable, 192)],
  ['icons/maskable-512.png', await render(maskable, 512)],
  ['icons/apple-touch-icon-180.png', await render(touch, 180)],
  ['favicon.ico', ico(await Promise.all([16, 32, 48].map(async (size) => ({ size, png: await render(small, size) }))))],
]
for (const [name, content] of files) {
  await writeFile(join(publicFolder, name), content)
  console.log(`${name}: ${Buffer.byteLength(content)} bytes`)
}
