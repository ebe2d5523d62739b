import { clsx, type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

// Without these names tailwind-merge takes `text-body` for a colour and drops it beside `text-fg`.
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ['clip', 'tag', 'meta', 'body', 'title', 'section', 'page', 'statement', 'lyric'],
      radius: ['band', 'clip', 'thumb', 'control', 'picture', 'option', 'card', 'dialog'],
      shadow: ['chosen', 'menu', 'dialog'],
    },
  },
})

/** Joins class names; of two that set the same thing, the later one stays. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes))
}
