/**
 * A text as databases can hold it: Postgres refuses the character U+0000, and SQLite's drivers end the text at it. A sign
 * for "unreadable" stands in its place.
 */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text
}
