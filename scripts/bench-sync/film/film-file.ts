import { readFileSync, writeFileSync } from 'node:fs'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Film } from './make-film.ts'

/** Writes a film, so that the processes of a run need not make it again. */
export function writeFilm(file: string, { updates, whole, offline }: Film): void {
  const encoder = encoding.createEncoder()
  for (const bytes of [whole, ...offline]) encoding.writeVarUint8Array(encoder, bytes)
  encoding.writeVarUint(encoder, updates.length)
  for (const update of updates) encoding.writeVarUint8Array(encoder, update)
  writeFileSync(file, encoding.toUint8Array(encoder))
}

/** Reads what `writeFilm` wrote. */
export function readFilm(file: string): Film {
  const decoder = decoding.createDecoder(readFileSync(file))
  const next = (): Uint8Array => decoding.readVarUint8Array(decoder)
  const whole = next()
  const offline: Film['offline'] = [next(), next()]
  return { whole, offline, updates: Array.from({ length: decoding.readVarUint(decoder) }, next) }
}
