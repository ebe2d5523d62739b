import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { assertNever } from '#shared/util/assert.ts'

/** Everything that the indicator knows. Times are milliseconds since 1970. */
export interface SaveFacts {
  readonly now: number
  /** True where a person has switched syncing off on this device. */
  readonly syncOff: boolean
  /** True once a sync server has ever answered this device. */
  readonly serverKnown: boolean
  /** What the browser says of the network. */
  readonly online: boolean
  /** The worst phase of the film's rooms. */
  readonly relay: 'idle' | 'connecting' | 'connected' | 'synced' | 'refused'
  readonly refusal: { readonly code: number; readonly reason: string } | null
  /** When the last working connection broke; null while one works or before the first. */
  readonly droppedAt: number | null
  /** True once a try to connect has failed and none has succeeded since. */
  readonly failing: boolean
  /** When the document was last known to be in step. */
  readonly syncedAt: number | null
  /** Local changes, uploads and requests that the server does not have. */
  readonly waiting: number
  /** When the oldest of them was made; null where none waits. */
  readonly waitingSince: number | null
  /** Media on its way to this device; null while none is. */
  readonly fetching: {
    readonly takes: number
    readonly bytesLeft: number
    readonly secondsLeft: number | null
    readonly paused: boolean
  } | null
  /** Who else's version waits for a decision, one entry a conflict. */
  readonly conflicts: readonly { readonly who: string; readonly where: string }[]
  /** Names of the others who are here. */
  readonly alsoHere: readonly string[]
  /** Local changes that this device has yet to write down, and when the oldest was made. */
  readonly unwritten: { readonly count: number; readonly since: number | null }
  /** Why this device does not write; null while it does. */
  readonly storage: { readonly kind: 'full' | 'failed' | 'superseded' | 'newer'; readonly message: string } | null
  /** The film was written by a newer version of the app. */
  readonly newerDocument: boolean
  /** Why this person's role lets them only look; null where they may change the film. */
  readonly readOnly: string | null
}

/** The nine states, in the order of ux, and what a role may add: a later one wins over an earlier. */
export const SAVE_KINDS = [
  'on-device',
  'synced',
  'saving',
  'getting',
  'read-only',
  'offline',
  'reconnecting',
  'two-versions',
  'sign-in',
  'cant-sync',
] as const
export type SaveKind = (typeof SAVE_KINDS)[number]

/** What can be done about a state. */
export type SaveAction =
  | 'sign-in'
  | 'try-now'
  | 'pause-media'
  | 'resume-media'
  | 'show-versions'
  | 'save-copy'
  | 'free-space'
  | 'reload'
  | 'set-up-sync'

/** One line of the popover. */
export interface SaveDetail {
  readonly kind: SaveKind
  readonly text: string
  readonly actions: readonly { readonly action: SaveAction; readonly label: string }[]
}

/** What the indicator shows, and every state that applies, the shown one first. */
export interface SaveState {
  readonly kind: SaveKind
  /** Name of the lucide icon. */
  readonly icon: string
  readonly label: string
  readonly details: readonly SaveDetail[]
  /** When the state has to be looked at again although no fact changes; null for never. */
  readonly lookAgainAt: number | null
}

/** A change shows as "Saving" only when it has been on its way this long. */
const SAVING_AFTER_MS = 1_000
/** A broken connection is "Reconnecting" for this long, then "Offline". */
const RECONNECTING_MS = 30_000

const ICONS: Readonly<Record<SaveKind, string>> = {
  'on-device': 'hard-drive',
  synced: 'cloud-check',
  saving: 'cloud-upload',
  getting: 'cloud-download',
  'read-only': 'eye',
  offline: 'cloud-off',
  reconnecting: 'refresh-cw',
  'two-versions': 'git-compare',
  'sign-in': 'lock',
  'cant-sync': 'cloud-alert',
}

/** The state of saving, as a function of facts alone (ux §11). */
export function saveState(facts: SaveFacts): SaveState {
  const kinds = SAVE_KINDS.filter((kind) => applies(kind, facts)).reverse()
  const kind = kinds[0] ?? 'offline'
  const shown = kinds.length > 0 ? kinds : [kind]
  return {
    kind,
    icon: ICONS[kind],
    label: labelOf(kind, facts),
    details: shown.map((each) => detailOf(each, facts)),
    lookAgainAt: nextLook(facts),
  }
}

const refused = ({ relay }: SaveFacts): boolean => relay === 'refused'
const inStep = ({ relay }: SaveFacts): boolean => relay === 'synced'

/** After a drop for a while; and on the very first try, until it is known how it ends. */
function reconnecting(facts: SaveFacts): boolean {
  if (!facts.online || refused(facts) || inStep(facts)) return false
  return facts.droppedAt === null ? !facts.failing : facts.now - facts.droppedAt < RECONNECTING_MS
}

function applies(kind: SaveKind, facts: SaveFacts): boolean {
  const alone = facts.syncOff || !facts.serverKnown
  switch (kind) {
    case 'on-device':
      return alone && !refused(facts)
    case 'synced':
      return !alone && inStep(facts) && (facts.waiting === 0 || !isOld(facts))
    case 'saving':
      return isWriting(facts) || (!alone && inStep(facts) && facts.waiting > 0 && isOld(facts))
    case 'getting':
      return facts.fetching !== null
    case 'read-only':
      return facts.readOnly !== null && !refused(facts)
    case 'offline':
      return !alone && !refused(facts) && !inStep(facts) && !reconnecting(facts)
    case 'reconnecting':
      return !alone && reconnecting(facts)
    case 'two-versions':
      return facts.conflicts.length > 0
    case 'sign-in':
      return refused(facts) && facts.refusal?.code === CloseCode.signIn
    case 'cant-sync':
      return (
        (refused(facts) && facts.refusal?.code !== CloseCode.signIn) || facts.storage !== null || facts.newerDocument
      )
    default:
      return assertNever(kind)
  }
}

function isOld(facts: SaveFacts): boolean {
  return facts.waitingSince === null || facts.now - facts.waitingSince >= SAVING_AFTER_MS
}

/** Writing to this device takes a moment that nobody need hear of; a longer one is told. */
function isWriting({ unwritten: { since }, storage, now }: SaveFacts): boolean {
  return since !== null && storage === null && now - since >= SAVING_AFTER_MS
}

function nextLook(facts: SaveFacts): number | null {
  const times: number[] = []
  const { since } = facts.unwritten
  if (since !== null && facts.storage === null && !isWriting(facts)) times.push(since + SAVING_AFTER_MS)
  if (inStep(facts) && facts.waiting > 0 && facts.waitingSince !== null && !isOld(facts)) {
    times.push(facts.waitingSince + SAVING_AFTER_MS)
  }
  if (reconnecting(facts) && facts.droppedAt !== null) times.push(facts.droppedAt + RECONNECTING_MS)
  return times.length > 0 ? Math.min(...times) : null
}

const STORAGE_LABELS = {
  full: 'Can’t save',
  failed: 'Can’t save',
  superseded: 'Reload to save',
  newer: 'Reload to edit',
} as const

function labelOf(kind: SaveKind, facts: SaveFacts): string {
  switch (kind) {
    case 'on-device':
      return 'On this device'
    case 'synced':
      return 'Synced'
    case 'saving':
      return `Saving ${isWriting(facts) ? facts.unwritten.count : facts.waiting}`
    case 'getting':
      return `Getting ${count(facts.fetching?.takes ?? 0, 'take')}`
    case 'read-only':
      return 'Read-only'
    case 'offline':
      return facts.waiting > 0 ? `Offline, ${facts.waiting} waiting` : 'Offline'
    case 'reconnecting':
      return 'Reconnecting'
    case 'two-versions':
      return '2 versions'
    case 'sign-in':
      return 'Sign in to sync'
    case 'cant-sync':
      return facts.storage ? STORAGE_LABELS[facts.storage.kind] : facts.newerDocument ? 'Reload to edit' : 'Can’t sync'
    default:
      return assertNever(kind)
  }
}

function detailOf(kind: SaveKind, facts: SaveFacts): SaveDetail {
  const line = (text: string, ...actions: SaveDetail['actions']): SaveDetail => ({ kind, text, actions })
  const tryNow = { action: 'try-now', label: 'Try now' } as const
  switch (kind) {
    case 'on-device':
      return facts.syncOff
        ? line(switchedOffText(facts), { action: 'set-up-sync', label: 'Set up sync' })
        : line('Saved on this device only.')
    case 'synced': {
      const also = facts.alsoHere.length > 0 ? ` Also here: ${facts.alsoHere.join(', ')}.` : ''
      return line(facts.syncedAt === null ? `Synced.${also}` : `Synced ${clockTime(facts.syncedAt)}.${also}`)
    }
    case 'saving':
      return isWriting(facts)
        ? line(`${count(facts.unwritten.count, 'change')} still to be written to this device. Keep this tab open.`)
        : line(`${count(facts.waiting, 'change')} on ${facts.waiting === 1 ? 'its' : 'their'} way.`)
    case 'getting': {
      const { takes = 0, bytesLeft = 0, secondsLeft = null, paused = false } = facts.fetching ?? {}
      const time = secondsLeft === null ? '' : `, ${timeLeft(secondsLeft)}`
      const text = `${count(takes, 'take')}, ${megabytes(bytesLeft)}${paused ? ', paused' : time}.`
      return line(text, paused ? { action: 'resume-media', label: 'Go on' } : { action: 'pause-media', label: 'Pause' })
    }
    case 'read-only':
      return readOnlyDetail(facts)
    case 'offline':
      return line(
        facts.waiting > 0
          ? `${count(facts.waiting, 'change')} ${facts.waiting === 1 ? 'waits' : 'wait'} on this device and ${facts.waiting === 1 ? 'goes' : 'go'} when you are back.`
          : 'Everything is on this device. Work goes on as usual.',
        tryNow,
      )
    case 'reconnecting':
      return line('The connection broke. Trying again by itself.', tryNow)
    case 'two-versions':
      return line(conflictText(facts), { action: 'show-versions', label: 'Show versions' })
    case 'sign-in':
      return line('Work is safe here. The server asks who you are before it takes more.', {
        action: 'sign-in',
        label: 'Sign in',
      })
    case 'cant-sync':
      return line(refusalText(facts), ...refusalActions(facts))
    default:
      return assertNever(kind)
  }
}

function switchedOffText({ waiting }: SaveFacts): string {
  const waits =
    waiting > 0 ? ` ${count(waiting, 'change')} ${waiting === 1 ? 'waits' : 'wait'} until it is on again.` : ''
  return `Saved on this device only: syncing is switched off.${waits}`
}

/** What was changed here before the role was, and cannot go to the server, is told too. */
function readOnlyDetail({ readOnly, waiting }: SaveFacts): SaveDetail {
  const kept =
    waiting > 0
      ? ` ${count(waiting, 'change')} of yours from before cannot go to the server: save a copy to keep them.`
      : ''
  return {
    kind: 'read-only',
    text: `${readOnly ?? ''}${kept}`,
    actions: waiting > 0 ? [{ action: 'save-copy', label: 'Save a copy' }] : [],
  }
}

function conflictText({ conflicts }: SaveFacts): string {
  const [first] = conflicts
  if (!first) return ''
  return conflicts.length === 1
    ? `You and ${first.who} changed the same sentence in ${first.where}.`
    : `${conflicts.length} texts were changed by you and by others at once.`
}

function refusalActions({ storage, newerDocument }: SaveFacts): SaveDetail['actions'] {
  const copy = { action: 'save-copy', label: 'Save a copy' } as const
  const again = { action: 'try-now', label: 'Try again' } as const
  const reload = { action: 'reload', label: 'Reload' } as const
  if (storage?.kind === 'full') return [{ action: 'free-space', label: 'Free some room' }, again, copy]
  if (storage?.kind === 'superseded' || storage?.kind === 'newer' || newerDocument) return [reload, copy]
  return [again, copy]
}

function storageText({ kind, message }: NonNullable<SaveFacts['storage']>, facts: SaveFacts): string {
  const elsewhere = facts.serverKnown && inStep(facts) && facts.waiting === 0
  switch (kind) {
    case 'full':
      return elsewhere
        ? 'This device has no room left. What was saved before is safe, and the server has the newest changes; this device gets them once there is room.'
        : 'This device has no room left. What was saved before is safe; the newest changes are in this tab only until there is room.'
    case 'failed':
      return `This device could not write: ${message}. What was saved before is safe; keep this tab open.`
    case 'superseded':
      return 'A newer version of StoryCanvas is open in another tab. What you change here is kept; reload this tab to go on with it.'
    case 'newer':
      return 'A newer version of StoryCanvas stored the films of this browser. Here they can be looked at; reload to get that version.'
    default:
      return assertNever(kind)
  }
}

function refusalText(facts: SaveFacts): string {
  if (facts.storage) return storageText(facts.storage, facts)
  if (facts.newerDocument) return 'This film was saved by a newer version. Reload to get it; nothing here is lost.'
  const safe = 'Your work is safe on this device.'
  switch (facts.refusal?.code) {
    case CloseCode.storageFailed:
      return `The server is full. ${safe}`
    case CloseCode.notAllowed:
      return facts.readOnly === null
        ? 'The server takes no new films from guests. This one stays on this device, and you can save it as a file.'
        : 'You have no role in this film on the server, so nothing goes to it or comes from it. What is on this device stays here. An owner of the film can let you in again.'
    case CloseCode.newerDocument:
      return `The server speaks a newer version. Reload the app. ${safe}`
    case CloseCode.frameTooLarge:
      return `A change is larger than the server takes. ${safe}`
    case CloseCode.tooMany:
      return `The server is busy with too many connections. ${safe}`
    default:
      return `The server refuses${facts.refusal?.reason ? `: ${facts.refusal.reason}` : ''}. ${safe}`
  }
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`
}

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_000_000))} MB`
}

function clockTime(timestamp: number): string {
  const date = new Date(timestamp)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

/** Time left as ux §15 writes it. */
function timeLeft(seconds: number): string {
  if (seconds < 60) return `0:${String(Math.max(1, Math.round(seconds))).padStart(2, '0')} left`
  return `about ${Math.round(seconds / 60)} min left`
}
