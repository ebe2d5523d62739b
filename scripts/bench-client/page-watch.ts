/** What the watch has seen in a page, in milliseconds since navigation began. */
export interface PageWatch {
  /** When the storyboard stood with its pictures; null while it does not. */
  painted: number | null
  /** When the first card stood. */
  firstCard: number | null
  /** Main-thread tasks above 50 ms. */
  tasks: { start: number; duration: number }[]
  /** From a key to the paint after it. */
  keys: number[]
  /** When the value of the followed field changed, in milliseconds since 1970, by its length. */
  seen: Record<number, number>
  /** When a key was pressed, in milliseconds since 1970, by the length of the text that it made. */
  pressed: Record<number, number>
  /** Notes from now on when the text of a field grows. */
  follow: (selector: string) => void
}
