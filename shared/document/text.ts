import type * as Y from 'yjs'

/** The one edit that turns a text into another: at `index` remove `remove` characters, then insert `insert`. */
export interface TextEdit {
  readonly index: number
  readonly remove: number
  readonly insert: string
}

/** Whether a cut at `index` would fall inside a surrogate pair, which Yjs would turn into replacement characters. */
function splitsPair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1)
  const after = text.charCodeAt(index)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}

/**
 * The smallest edit between two texts, as UTF-16 positions (what `Y.Text` counts in). `caret` is where the caret
 * stands after the edit; it decides between equal readings ("aa" to "aaa"), so that what was typed there merges there.
 */
export function smallestEdit(before: string, after: string, caret?: number): TextEdit | null {
  if (before === after) return null
  const most = Math.min(before.length, after.length)
  const suffixLimit = caret === undefined ? most : Math.min(most, Math.max(0, after.length - caret))
  let suffix = 0
  while (suffix < suffixLimit && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix += 1
  let prefix = 0
  while (prefix < most - suffix && before[prefix] === after[prefix]) prefix += 1
  if (caret === undefined) {
    const rest = most - prefix
    suffix = 0
    while (suffix < rest && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix += 1
  }
  while (prefix > 0 && (splitsPair(before, prefix) || splitsPair(after, prefix))) prefix -= 1
  while (suffix > 0 && (splitsPair(before, before.length - suffix) || splitsPair(after, after.length - suffix)))
    suffix -= 1
  return {
    index: prefix,
    remove: before.length - suffix - prefix,
    insert: after.slice(prefix, after.length - suffix),
  }
}

/** Half a surrogate pair: it has no UTF-8, so on its way to others it would become another character than here. */
const LONE_SURROGATE = /\p{Surrogate}/gu

/**
 * Makes a shared text read `after` by its smallest edit; what is no character in it becomes U+FFFD, as it does for
 * everybody else. Returns false when it already read so.
 */
export function applyText(text: Y.Text, after: string, caret?: number): boolean {
  const edit = smallestEdit(text.toString(), after.replace(LONE_SURROGATE, '\ufffd'), caret)
  if (!edit) return false
  if (edit.remove > 0) text.delete(edit.index, edit.remove)
  if (edit.insert !== '') text.insert(edit.index, edit.insert)
  return true
}
