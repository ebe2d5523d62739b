import type { OnlyHere } from '#client/session/device-storage.ts'
import { count } from '#client/ui/words.ts'

/** What the server does not have, in a sentence: "1 film, 3 changes and 2 files are only on this device." */
export function onlyHereWords({ films, changes, versions, files, sure }: OnlyHere): string {
  const parts = [
    films > 0 ? count(films, 'film') : null,
    changes > 0 ? count(changes, 'change') : null,
    versions > 0 ? count(versions, 'named version') : null,
    files > 0 ? count(files, 'file') : null,
  ].filter((part) => part !== null)
  const list = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? 'Nothing')
  const one = films + changes + versions + files === 1
  if (sure) return `${list} ${one || parts.length === 0 ? 'is' : 'are'} only on this device.`
  return `${list} may be only on this device: the server can’t be asked now.`
}
