import fc from 'fast-check'
import type { JsonSchema } from './open-api.ts'

/** A body with the type that its request says it has. */
export interface ArbitraryBody {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** One part of a form. */
interface Part {
  readonly name: string
  /** Null: no file. */
  readonly fileName: string | null
  readonly content: Uint8Array
}

/** Bytes that begin as files do that are taken, and some that are none. */
const FILES: readonly Uint8Array[] = [
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  // A second of silence at 8000 Hz, 8 bits.
  Buffer.concat([
    Buffer.from('524946464c1f000057415645666d742010000000010001' + '00401f0000401f00000100080064617461281f0000', 'hex'),
    Buffer.alloc(7976, 0x80),
  ]),
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  Buffer.from('\0\0\0 ftypisommp42', 'latin1'),
  Buffer.alloc(0),
]

/** More than a server takes that takes pictures and music of a few kilobytes. */
const LARGE = Buffer.alloc(200_000, 'a')

/** Forms from a schema of the API's document: some fit, some have other parts than they should, and some are no forms. */
export function arbitraryForm(
  schema: JsonSchema,
  textOf: (field: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<ArbitraryBody> {
  const fields = Object.entries(schema.properties ?? {})
  const file = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...FILES) },
    { weight: 1, arbitrary: fc.constant(LARGE) },
  )
  const fileName = fc.oneof(fc.constantFrom('a.png', '../../a', '', 'a"b\r\nc: d', '\0'), fc.string({ maxLength: 300 }))
  const filePart = (name: string): fc.Arbitrary<Part> => fc.record({ name: fc.constant(name), fileName, content: file })
  const textPart = (name: string, field: JsonSchema): fc.Arbitrary<Part> =>
    textOf(field).map((value) => ({ name, fileName: null, content: Buffer.from(String(value)) }))
  const fitting = fields.map(([name, field]): fc.Arbitrary<readonly Part[]> => {
    if (!isFile(field))
      return fc.oneof(
        fc.constant([]),
        textPart(name, field).map((part) => [part]),
      )
    return fc.array(filePart(name), { minLength: 1, maxLength: 2 })
  })
  const whole = fc.tuple(...fitting).map((parts) => parts.flat())
  const names = fields.map(([name]) => name)
  const odd = fc.oneof(
    // A file where there should be text, and the other way round.
    fc.constantFrom(...names).chain((name) => filePart(name)),
    fc.constantFrom(...names).chain((name) => textPart(name, { type: 'string' })),
    // What no form here has.
    fc.string({ maxLength: 20 }).chain((name) => filePart(name)),
    fc.constantFrom('__proto__', 'constructor', 'file[]', 'file.name').chain((name) => textPart(name, {})),
  )
  const parts = fc.oneof(
    { weight: 3, arbitrary: whole },
    {
      weight: 2,
      arbitrary: fc.tuple(whole, fc.array(odd, { maxLength: 3 })).map(([some, more]) => [...more, ...some]),
    },
    { weight: 1, arbitrary: fc.array(odd, { maxLength: 3 }) },
  )
  const damage = fc.oneof(
    { weight: 2, arbitrary: fc.constant((bytes: Buffer) => bodyOf(TYPE, bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(DAMAGES)) },
  )
  const at = fc.double({ min: 0, max: 1, noNaN: true })
  return fc.tuple(parts, damage, at).map(([chosen, spoilt, place]) => spoilt(written(chosen), place))
}

function isFile(field: JsonSchema): boolean {
  return (
    field.format === 'binary' || (field.anyOf ?? []).some(isFile) || (field.items !== undefined && isFile(field.items))
  )
}

const BOUNDARY = 'storycanvas-7MA4YWxkTrZu0gW'
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`

/** What may have happened to a form on its way. `at`: where, from 0 to 1. */
const DAMAGES: Readonly<Record<string, (bytes: Buffer, at: number) => ArbitraryBody>> = {
  cutOff: (bytes, at) => bodyOf(TYPE, bytes.subarray(0, Math.floor(at * bytes.length))),
  garbled: (bytes, at) => {
    const place = Math.floor(at * Math.min(200, bytes.length - 1))
    return bodyOf(TYPE, Buffer.concat([bytes.subarray(0, place), Buffer.from([0, 0xff]), bytes.subarray(place + 2)]))
  },
  otherBoundary: (bytes) => bodyOf('multipart/form-data; boundary=another', bytes),
  noBoundary: (bytes) => bodyOf('multipart/form-data', bytes),
  plainForm: (bytes) => bodyOf('application/x-www-form-urlencoded', bytes),
  saidToBeJson: (bytes) => bodyOf('application/json', bytes),
  lineFeedsAlone: (bytes) => bodyOf(TYPE, Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')),
}

function bodyOf(type: string, bytes: Uint8Array): ArbitraryBody {
  return { type, bytes: new Uint8Array(bytes) }
}

/** The form as it goes over the wire (RFC 7578), with names as they are, whatever that does to its lines. */
function written(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, fileName, content }) => {
    const file = fileName === null ? '' : `; filename="${fileName}"\r\nContent-Type: application/octet-stream`
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`
    return [Buffer.from(head), content, Buffer.from('\r\n')]
  })
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)])
}
