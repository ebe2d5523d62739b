import type { FilmRelation } from '#client/session/film-file/bring-film-file.ts'
import type { WorkProgress } from '#client/session/film-file/progress-meter.ts'
import type { ScopeSurvey } from '#client/session/film-file/save-film-file.ts'
import { count, fileSize, timeLeft } from '#client/ui/words.ts'
import type { MissingFile } from '#shared/interchange/film-file/manifest.ts'
import { assertNever } from '#shared/util/assert.ts'

/** Names that are told one by one; the rest are counted. */
const TOLD = 3

/** "3.04 take 2, 3.05 take 1 and 4 more". */
export function listWords(names: readonly string[]): string {
  const told = names.slice(0, TOLD)
  const rest = names.length - told.length
  if (rest > 0) return `${told.join(', ')} and ${rest.toLocaleString('en-GB')} more`
  const [last, ...before] = told.toReversed()
  return before.length > 0 ? `${before.toReversed().join(', ')} and ${last}` : (last ?? '')
}

/** What a file with these media holds: "148 takes and the song". */
export function contentWords({ scope, takes, inTrash, hasSong }: ScopeSurvey): string {
  if (scope === 'none') return 'Words, cut and settings. Takes stay listed, without their pictures.'
  const media = hasSong ? `${count(takes, 'take')} and the song.` : `${count(takes, 'take')}.`
  if (scope === 'picked') return `${media} The other takes stay listed.`
  return inTrash > 0 ? `${media} ${inTrash.toLocaleString('en-GB')} of them from the trash.` : media
}

/** What is said of media that are not on this device; null where all of them are. */
export function awayWords({ away }: ScopeSurvey, server: { known: boolean; answering: boolean }): string | null {
  if (away.length === 0) return null
  const things = count(away.length, 'file')
  const are = away.length === 1 ? 'is' : 'are'
  if (server.answering) {
    return `${things} ${are} not on this device and ${away.length === 1 ? 'comes' : 'come'} from the server while the film is saved.`
  }
  const which = listWords(away.map((medium) => medium.label))
  const kept = away.length === 1 ? 'It is' : 'They are'
  return server.known
    ? `The server is not answering, and only it has ${which}. ${kept} left out and listed by name: save again when it answers.`
    : `${which.replace(/^./, (letter) => letter.toUpperCase())} ${are} not on this device. ${kept} left out and listed by name.`
}

/** What did not get into a saved file; null where nothing is missing. */
export function missingWords(missing: readonly MissingFile[]): string | null {
  const media = missing.filter((file) => file.kind === 'medium').map((file) => file.label)
  const recipes = missing.length - media.length
  const parts = [
    ...(media.length > 0 ? [listWords(media)] : []),
    ...(recipes > 0 ? [`how ${count(recipes, 'take')} ${recipes === 1 ? 'was' : 'were'} made`] : []),
  ]
  return parts.length > 0 ? `Not in it, as it could not be had: ${parts.join('; ')}.` : null
}

/** What joining a file with the film here would do. */
export function relationWords(relation: FilmRelation): string {
  switch (relation) {
    case 'here-has-all':
      return 'Everything in the file is here already, so nothing changes.'
    case 'file-has-all':
      return 'The file has changes that the film here lacks. They are added; the film as it is now stays among its versions.'
    case 'both-changed':
      return 'Both have changes that the other lacks. All are kept; where both changed one thing, the later change counts. The film as it is now stays among its versions.'
    case 'not-on-device':
      return 'The film is on the server. What the file has is added to it.'
    default:
      return assertNever(relation)
  }
}

/** "38 MB, 0:41 left". */
export function progressWords({ secondsLeft }: WorkProgress, bytes: number): string {
  return bytes > 0 ? `${fileSize(bytes)}, ${timeLeft(secondsLeft).toLowerCase()}` : timeLeft(secondsLeft)
}
