import type { DocumentJudge } from '#server/storage/document-judge.ts'
import { decodeUpdate } from './decode-update.ts'
import { MalformedUpdate, type DecodedUpdate } from './decoded-update.ts'
import { readSnapshot } from './room-snapshot.ts'
import { judgeUpdate, UpdateIndex } from './update-index.ts'

/** Tells storage what of a damaged document can still be built on. */
export const documentJudge: DocumentJudge = {
  isWhole(snapshot) {
    try {
      readSnapshot(snapshot)
      return true
    } catch {
      return false
    }
  },

  usable({ snapshot, tail }) {
    const index = snapshot ? readSnapshot(snapshot).index : new UpdateIndex()
    const usable = new Set<number>()
    for (const { seq, bytes } of tail) {
      const update = decoded(bytes)
      // A room that counted on what it does not have would never ask for it, and every peer would wait for it.
      if (!update || judgeUpdate(update, [index]) === 'past-missing') continue
      index.add(update)
      usable.add(seq)
    }
    return usable
  },
}

function decoded(bytes: Uint8Array): DecodedUpdate | null {
  try {
    return decodeUpdate(bytes)
  } catch (error) {
    if (error instanceof MalformedUpdate) return null
    throw error
  }
}
