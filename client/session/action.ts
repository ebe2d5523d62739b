import type { LucideIcon } from 'lucide-react'
import type { Undoable } from './library/cast-home.ts'
import type { ProjectSession } from './project-session.ts'
import type { LibraryPage } from './routes.ts'
import type { ClientServices } from './services-context.tsx'

/** Where an action stands in the shortcuts sheet and the palette. */
export type ActionGroup = 'Play' | 'Cut' | 'See' | 'Takes' | 'Go' | 'Edit' | 'Settings'

/** The page that is open; `lost` is an address that names nothing. */
export type PageName = 'home' | 'board' | 'edit' | 'versions' | 'queue' | 'settings' | 'door' | 'lost' | LibraryPage

/** What an action may look at and do. Built anew each time one is listed or run, so it is never out of date. */
export type ActionContext = {
  page: PageName
  /** The film that is open; null on Home, Queue, Settings, and in the library without one. */
  project: ProjectSession | null
  /** Whose last step undo takes back here: the film's, or the library's on its pages; null where there is nothing. */
  undoable: Undoable | null
  services: ClientServices
  /** Goes to an address of this app, `/p/…/board?clip=…`. */
  navigate(to: string): void
}

/**
 * One thing a person can do. The same object feeds the keyboard, the command palette, the shortcuts sheet and, through
 * its label and keys, menus and tooltips.
 */
export type Action = {
  /** `noun.verb`, unique: `clip.duplicate`. */
  id: string
  /** Sentence case, a verb first: "Duplicate clip". */
  label: string
  group: ActionGroup
  /**
   * Any of these runs it. Modifiers in front, joined by `+`: `mod` (Cmd or Ctrl), `alt`, `shift`; then one key: a letter,
   * a digit, a punctuation mark, or `space enter escape delete backspace left right up down home end`. A space makes a
   * chord: `g h`. Letters follow the keyboard layout, digits and punctuation the physical key.
   */
  keys?: readonly string[]
  icon?: LucideIcon
  /** True when it acts on what is selected: the palette lists it first, under "For this clip". */
  onSelection?: boolean
  /** What it changes, where a role may forbid that: the film, or the stars and rejections of takes. */
  edits?: 'film' | 'marks'
  /** True where its key also works while a person is writing in a field: ⌘K, ⌘↵. */
  inText?: boolean
  /** True where holding the key down should run it again and again (nudge, step). */
  repeats?: boolean
  /** False where the action has no meaning at all (another page): it is not listed and its keys are free. Default: always. */
  when?(context: ActionContext): boolean
  /** True, or a short sentence that says why not now; the palette shows it. Default: true. */
  enabled?(context: ActionContext): true | string
  /** Words beside the label: "at 01:02:14", "take 4". */
  detail?(context: ActionContext): string | null
  run(context: ActionContext): void | Promise<void>
}

/** Whether an action can run now: true, or the reason it cannot. */
export function actionState(action: Action, context: ActionContext): true | string {
  const refusal = action.edits === 'marks' ? context.project?.whyNotMark : context.project?.whyNotChange
  const reason = action.edits ? (refusal?.get() ?? null) : null
  if (reason !== null) return reason
  return action.enabled?.(context) ?? true
}

/** Whether an action belongs to this page and this moment at all. */
export function actionApplies(action: Action, context: ActionContext): boolean {
  return action.when?.(context) ?? true
}
