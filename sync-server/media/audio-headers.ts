import type { ReadAt } from './measure-media.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const textAt = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length))

/** Chunks of a WAV file that are looked at before the search ends. */
const MAX_CHUNKS = 64

/** Length of a WAV file in seconds (RIFF, chunks `fmt ` and `data`); null where its headers make no sense. */
export async function measureWav(read: ReadAt, size: number): Promise<number | null> {
  let bytesPerSecond = 0
  let position = 12
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= size; count += 1) {
    const header = await read(position, 8 + 16)
    if (header.length < 8) return null
    const name = textAt(header, 0, 4)
    const length = viewOf(header).getUint32(4, true)
    if (name === 'fmt ' && header.length >= 8 + 12) bytesPerSecond = viewOf(header).getUint32(8 + 8, true)
    if (name === 'data') return seconds(Math.min(length, size - position - 8), bytesPerSecond)
    position += 8 + length + (length % 2)
  }
  return null
}

/** Length of a FLAC file in seconds, from its STREAMINFO block; null where the encoder did not know it. */
export async function measureFlac(read: ReadAt): Promise<number | null> {
  const bytes = await read(0, 42)
  if (bytes.length < 42 || textAt(bytes, 0, 4) !== 'fLaC') return null
  const view = viewOf(bytes)
  // 20 bits of sample rate, 3 of channels, 5 of depth, 36 of sample count.
  const rate = view.getUint32(18) >>> 12
  const samples = (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22)
  return seconds(samples, rate)
}

const MP3_RATES = [44_100, 48_000, 32_000] as const
const MP3_KBIT_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const
const MP3_KBIT_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160] as const

/**
 * Length of an MP3 file in seconds: from the frame count of its Xing or Info header, else from its size and the bit
 * rate of its first frame, which is right for constant rates. Null where no layer III frame is found at its start.
 */
export async function measureMp3(read: ReadAt, size: number): Promise<number | null> {
  const start = await afterId3(read)
  const bytes = await read(start, 4096)
  const at = firstFrame(bytes)
  if (at < 0) return null
  const view = viewOf(bytes)
  const second = view.getUint8(at + 1)
  const third = view.getUint8(at + 2)
  const mono = view.getUint8(at + 3) >> 6 === 3
  const version = (second >> 3) & 3
  const isVersion1 = version === 3
  const rate = (MP3_RATES[(third >> 2) & 3] ?? 0) / (isVersion1 ? 1 : version === 2 ? 2 : 4)
  const bitsPerSecond = ((isVersion1 ? MP3_KBIT_V1 : MP3_KBIT_V2)[third >> 4] ?? 0) * 1000
  const sideInfo = isVersion1 ? (mono ? 17 : 32) : mono ? 9 : 17
  const tag = at + 4 + sideInfo
  if (tag + 12 <= bytes.length && ['Xing', 'Info'].includes(textAt(bytes, tag, 4)) && view.getUint8(tag + 7) & 1) {
    return seconds(view.getUint32(tag + 8) * (isVersion1 ? 1152 : 576), rate)
  }
  return seconds((size - start - at) * 8, bitsPerSecond)
}

async function afterId3(read: ReadAt): Promise<number> {
  const header = await read(0, 10)
  if (header.length < 10 || textAt(header, 0, 3) !== 'ID3') return 0
  const [a = 0, b = 0, c = 0, d = 0] = header.subarray(6)
  return 10 + (a << 21) + (b << 14) + (c << 7) + d
}

function firstFrame(bytes: Uint8Array): number {
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    const second = bytes[at + 1] ?? 0
    const third = bytes[at + 2] ?? 0
    const isSync = bytes[at] === 0xff && (second & 0xe0) === 0xe0
    const isLayer3 = ((second >> 1) & 3) === 1 && ((second >> 3) & 3) !== 1
    if (isSync && isLayer3 && third >> 4 !== 15 && third >> 4 !== 0 && ((third >> 2) & 3) !== 3) return at
  }
  return -1
}

function seconds(units: number, perSecond: number): number | null {
  return units > 0 && perSecond > 0 ? units / perSecond : null
}
