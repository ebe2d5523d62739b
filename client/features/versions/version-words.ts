import { Bookmark, CircleArrowUp, FileInput, History, RotateCcw, Trash2, type LucideIcon } from 'lucide-react'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { timeOfDay } from '#client/ui/words.ts'
import type { FilmVersion, VersionKind } from '#shared/model/version.ts'

const KINDS: Readonly<Record<VersionKind, { readonly words: string; readonly icon: LucideIcon }>> = {
  automatic: { words: 'Kept by itself', icon: History },
  named: { words: 'Saved version', icon: Bookmark },
  'before-import': { words: 'Before a file was opened into it', icon: FileInput },
  'before-migration': { words: 'Before an update of StoryCanvas', icon: CircleArrowUp },
  'before-delete': { words: 'Before several clips were deleted', icon: Trash2 },
  'before-restore': { words: 'Before a version was restored', icon: RotateCcw },
}

type Named = Pick<FilmVersion, 'name' | 'kind'>

/** What a version is called: its name, else why it was kept. */
export function versionTitle({ name, kind }: Named): string {
  return name ?? KINDS[kind].words
}

/** The picture beside a version: a bookmark for one with a name, else why it was kept. */
export function versionIcon({ name, kind }: Named): LucideIcon {
  return name === null ? KINDS[kind].icon : Bookmark
}

/** "14 Nov, 14:22": when a version was kept, short enough for a film's name. */
export function shortMoment(at: number): string {
  const day = new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return `${day}, ${timeOfDay(at)}`
}

/** "Friday 14 November 2026, 14:22". */
export function longMoment(at: number): string {
  return `${dayWords(new Date(at), true)}, ${timeOfDay(at)}`
}

/** "Friday 14 November"; put together here, since systems do not agree on a comma. */
function dayWords(date: Date, withYear: boolean): string {
  const weekday = date.toLocaleDateString('en-GB', { weekday: 'long' })
  const month = date.toLocaleDateString('en-GB', { month: 'long' })
  return `${weekday} ${date.getDate()} ${month}${withYear ? ` ${date.getFullYear()}` : ''}`
}

/** Where a version is, in words. */
export function placeWords({ onDevice, onServer }: Pick<ListedVersion, 'onDevice' | 'onServer'>): string {
  if (onDevice && onServer) return 'on this device and the server'
  return onDevice ? 'on this device' : 'on the server'
}

/** The versions of one day. */
export interface VersionDay {
  /** "Today", "Yesterday", "Friday 14 November", with the year where it is another one. */
  readonly label: string
  readonly versions: readonly ListedVersion[]
}

/** Groups versions, newest first, by the day on which they were kept. */
export function versionDays(versions: readonly ListedVersion[], now: number): VersionDay[] {
  const days = new Map<string, ListedVersion[]>()
  for (const version of versions) {
    const label = dayLabel(version.at, now)
    days.set(label, [...(days.get(label) ?? []), version])
  }
  return [...days].map(([label, kept]) => ({ label, versions: kept }))
}

function dayLabel(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)]
  const yesterday = new Date(now)
  yesterday.setDate(today.getDate() - 1)
  if (then.toDateString() === today.toDateString()) return 'Today'
  if (then.toDateString() === yesterday.toDateString()) return 'Yesterday'
  return dayWords(then, then.getFullYear() !== today.getFullYear())
}
