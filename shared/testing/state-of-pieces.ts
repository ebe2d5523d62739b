import * as encoding from 'lib0/encoding'

/** A Yjs V2 update of one client that claims so many deleted pieces, in some thirty bytes: its runs have no end. */
export function stateOfPieces(pieces: number): Uint8Array {
  const run = (value: number, times: number): Uint8Array => {
    const encoder = new encoding.UintOptRleEncoder()
    encoder.s = value
    encoder.count = times
    return encoder.toUint8Array()
  }
  const none = new Uint8Array()
  const info = encoding.encode((to) => encoding.writeUint8(to, 0))
  const strings = new encoding.StringEncoder().toUint8Array()
  return encoding.encode((to) => {
    encoding.writeVarUint(to, 0)
    const columns = [none, run(1, 1), none, none, info, strings, none, none, run(1, pieces)]
    for (const column of columns) encoding.writeVarUint8Array(to, column)
    encoding.writeVarUint(to, 1)
    encoding.writeVarUint(to, pieces)
    encoding.writeVarUint(to, 0)
    encoding.writeVarUint(to, 0)
  })
}
