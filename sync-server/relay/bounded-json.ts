import { UnreadableBytes } from './byte-reader.ts'

/**
 * Parses JSON whose values lie at most `depth` deep in one another. `JSON.parse` itself takes any depth, but whoever
 * compares or writes the value again goes down into it and would overflow the stack. Throws `UnreadableBytes`.
 */
export function parseJson(json: string, depth: number): unknown {
  if (isDeeperThan(json, depth)) throw new UnreadableBytes('values lie too deep in one another')
  try {
    return JSON.parse(json)
  } catch {
    throw new UnreadableBytes('JSON that cannot be parsed')
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACE = 0x7b
const BRACKET = 0x5b
/** From an opening bracket to the one that closes it. */
const TO_CLOSING = 2

function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charCodeAt(at)
    if (inString) {
      if (char === BACKSLASH) at += 1
      else if (char === QUOTE) inString = false
    } else if (char === QUOTE) {
      inString = true
    } else if (char === BRACE || char === BRACKET) {
      depth += 1
      if (depth > limit) return true
    } else if (char === BRACE + TO_CLOSING || char === BRACKET + TO_CLOSING) {
      depth -= 1
    }
  }
  return false
}
