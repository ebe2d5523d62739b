import { ArrowLeftRight, Magnet, MousePointer2, Music, Pin, PinOff, Play, Trash2 } from 'lucide-react'
import { lockToMusic, nudgeClips, unlockFromMusic } from '#shared/commands/timeline-commands.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { nominalRate } from '#shared/model/time.ts'
import { beatBefore } from '#shared/timeline/beats.ts'
import { spanAt } from '#shared/timeline/spans.ts'
import type { TrimEdge } from '#shared/timeline/trim.ts'
import type { Action, ActionContext } from '../../session/action.ts'
import { deleteClips, inStoryOrder } from '../../session/clip-edits.ts'
import { playLength } from '../../session/playback.ts'
import { playerOf } from '../../session/player.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import { announce } from '../../ui/announcer.tsx'
import { commitTrim } from './gestures.ts'
import { gridOf } from './timeline-model.ts'
import { placeWords } from './timeline-words.ts'

type Run = (session: ProjectSession, context: ActionContext) => void

const onFilm = ({ project, page }: ActionContext): boolean => project !== null && (page === 'board' || page === 'edit')
const selected = ({ project }: ActionContext): readonly string[] => project?.view.get().selectedClipIds ?? []
const inFilm = (run: Run): Pick<Action, 'when' | 'run'> => ({
  when: onFilm,
  run: (context) => {
    if (context.project) run(context.project, context)
  },
})
const onClips = (run: Run): Pick<Action, 'when' | 'run' | 'enabled' | 'onSelection'> => ({
  ...inFilm(run),
  onSelection: true,
  enabled: (context) => (selected(context).length > 0 ? true : 'Select a clip first'),
})

/** Moves the playhead, inside the film. */
export function seek(session: ProjectSession, frame: number): void {
  const last = Math.max(0, playLength(session.records.get()) - 1)
  session.view.playhead.set(Math.min(Math.max(0, Math.round(frame)), last))
}

/** The cut before (-1) or behind (1) the playhead; the ends of the film count. */
export function seekCut(session: ProjectSession, direction: 1 | -1): void {
  const snapshot = session.records.get()
  const { spans, total } = timelineOf(snapshot)
  const cuts = [0, ...spans.flatMap((span) => [span.start, span.end]), total]
  const now = session.view.playhead.get()
  const found = direction > 0 ? cuts.find((cut) => cut > now) : cuts.findLast((cut) => cut < now)
  if (found !== undefined) seek(session, Math.min(found, Math.max(0, playLength(snapshot) - 1)))
}

/** The frames of one beat at the first selected clip; 10 without a song (ux: nudge). */
function beatFrames(session: ProjectSession, direction: 1 | -1): number {
  const snapshot = session.records.get()
  const grid = gridOf(snapshot)
  const [first] = inStoryOrder(session, session.view.get().selectedClipIds)
  const start = first ? timelineOf(snapshot).spanOf.get(first)?.start : undefined
  if (grid === null || start === undefined) return 10
  const beat = beatBefore(grid, start, 'beat')
  const onBeat = grid.frameOfBeat(beat) === start
  const target = direction > 0 ? grid.frameOfBeat(beat + 1) : grid.frameOfBeat(onBeat ? beat - 1 : beat)
  return Math.abs(target - start)
}

function nudge(session: ProjectSession, delta: number): void {
  const ids = inStoryOrder(session, session.view.get().selectedClipIds)
  if (ids.length === 0) return
  const { ripple } = session.view.get()
  const moved = session.run(nudgeClips, { ids, delta, ripple }, { label: 'Nudge', mergeKey: `nudge:${ids.join()}` })
  const snapshot = session.records.get()
  const start = timelineOf(snapshot).spanOf.get(ids[0]!)?.start ?? 0
  announce(moved === 0 ? 'No room to move' : `Moved to ${placeWords(snapshot, start)}`)
}

/** Trims the selected clips under the playhead, else the one under it, so that they start or end there. */
function trimToPlayhead(session: ProjectSession, edge: TrimEdge, ripple: boolean): void {
  const snapshot = session.records.get()
  const timeline = timelineOf(snapshot)
  const frame = session.view.playhead.get()
  const under = spanAt(timeline.spans, frame)
  const [lead] = session.view.get().selectedClipIds.slice(-1)
  // A selected clip can also be made longer, up to the playhead beside it.
  const span = (lead === undefined ? undefined : timeline.spanOf.get(lead)) ?? under
  if (!span) return announce('No clip here')
  const delta = frame - span[edge]
  if (delta !== 0) commitTrim({ session }, span.id, edge, delta, ripple)
}

const trimAction = (id: string, label: string, key: string, edge: TrimEdge, ripple: boolean): Action => ({
  id,
  label,
  group: 'Cut',
  edits: 'film',
  keys: [key],
  ...inFilm((session) => trimToPlayhead(session, edge, ripple)),
})

const step = (id: string, label: string, keys: string, by: (session: ProjectSession) => number): Action => ({
  id,
  label,
  group: 'Play',
  keys: [keys],
  repeats: true,
  ...inFilm((session) => seek(session, session.view.playhead.get() + by(session))),
})

const second = (session: ProjectSession): number => nominalRate(session.records.get().project.frameRate)

/** What can be done on the timeline by key, palette and menu, on both pages that have one. */
export const timelineActions: readonly Action[] = [
  {
    id: 'play.toggle',
    label: 'Play or pause',
    group: 'Play',
    keys: ['space'],
    icon: Play,
    ...inFilm((session) => playerOf(session).toggle()),
  },
  {
    id: 'play.back',
    label: 'Play backwards, faster',
    group: 'Play',
    keys: ['j'],
    ...inFilm((session) => playerOf(session).shuttle(-1)),
  },
  { id: 'play.stop', label: 'Stop', group: 'Play', keys: ['k'], ...inFilm((session) => playerOf(session).stop()) },
  {
    id: 'play.forward',
    label: 'Play forwards, faster',
    group: 'Play',
    keys: ['l'],
    ...inFilm((session) => playerOf(session).shuttle(1)),
  },
  step('play.frame-back', 'Back one frame', 'left', () => -1),
  step('play.frame-forward', 'Forward one frame', 'right', () => 1),
  step('play.second-back', 'Back one second', 'shift+left', (session) => -second(session)),
  step('play.second-forward', 'Forward one second', 'shift+right', second),
  {
    id: 'play.previous-cut',
    label: 'Previous cut',
    group: 'Play',
    keys: ['up'],
    repeats: true,
    ...inFilm((session) => seekCut(session, -1)),
  },
  {
    id: 'play.next-cut',
    label: 'Next cut',
    group: 'Play',
    keys: ['down'],
    repeats: true,
    ...inFilm((session) => seekCut(session, 1)),
  },
  {
    id: 'play.start',
    label: 'Go to the start',
    group: 'Play',
    keys: ['home'],
    ...inFilm((session) => seek(session, 0)),
  },
  {
    id: 'play.end',
    label: 'Go to the end',
    group: 'Play',
    keys: ['end'],
    ...inFilm((session) => seek(session, playLength(session.records.get()))),
  },

  {
    id: 'cut.select-tool',
    label: 'Select mode (trims leave a gap)',
    group: 'Cut',
    keys: ['v'],
    icon: MousePointer2,
    ...inFilm((session) => setRipple(session, false)),
  },
  {
    id: 'cut.trim-mode',
    label: 'Trim mode (trims ripple)',
    group: 'Cut',
    keys: ['t'],
    icon: ArrowLeftRight,
    detail: ({ project }) => (project?.view.get().ripple ? 'on' : 'off'),
    ...inFilm((session) => setRipple(session, !session.view.get().ripple)),
  },
  {
    id: 'cut.snap',
    label: 'Snap',
    group: 'Cut',
    keys: ['n'],
    icon: Magnet,
    detail: ({ project }) => (project?.view.get().snap ? 'on' : 'off'),
    ...inFilm((session) => {
      const on = !session.view.get().snap
      session.view.patch({ snap: on })
      announce(on ? 'Snapping on' : 'Snapping off')
    }),
  },
  {
    id: 'cut.beat-snap',
    label: 'Snap to beats',
    group: 'Cut',
    keys: ['shift+n'],
    icon: Music,
    enabled: ({ project }) => (project && gridOf(project.records.get()) ? true : 'The song has no tempo yet'),
    detail: ({ project }) => (project?.view.get().beatSnap ? 'on' : 'off'),
    ...inFilm((session) => {
      const on = !session.view.get().beatSnap
      session.view.patch({ beatSnap: on })
      announce(on ? 'Snapping to beats on' : 'Snapping to beats off')
    }),
  },
  trimAction('cut.trim-start', 'Trim start to playhead', '[', 'start', false),
  trimAction('cut.trim-end', 'Trim end to playhead', ']', 'end', false),
  trimAction('cut.ripple-start', 'Ripple start to playhead', 'q', 'start', true),
  trimAction('cut.ripple-end', 'Ripple end to playhead', 'w', 'end', true),
  {
    id: 'cut.nudge-back',
    edits: 'film',
    label: 'Nudge back one frame',
    group: 'Cut',
    keys: [','],
    repeats: true,
    ...onClips((session) => nudge(session, -1)),
  },
  {
    id: 'cut.nudge-forward',
    edits: 'film',
    label: 'Nudge forward one frame',
    group: 'Cut',
    keys: ['.'],
    repeats: true,
    ...onClips((session) => nudge(session, 1)),
  },
  {
    id: 'cut.nudge-beat-back',
    edits: 'film',
    label: 'Nudge back one beat',
    group: 'Cut',
    keys: ['shift+,'],
    repeats: true,
    ...onClips((session) => nudge(session, -beatFrames(session, -1))),
  },
  {
    id: 'cut.nudge-beat-forward',
    edits: 'film',
    label: 'Nudge forward one beat',
    group: 'Cut',
    keys: ['shift+.'],
    repeats: true,
    ...onClips((session) => nudge(session, beatFrames(session, 1))),
  },
  {
    id: 'cut.delete',
    edits: 'film',
    label: 'Delete, leave gap',
    group: 'Cut',
    keys: ['delete', 'backspace'],
    icon: Trash2,
    ...onClips((session) => deleteClips(session, session.view.get().selectedClipIds, false)),
  },
  {
    id: 'cut.ripple-delete',
    edits: 'film',
    label: 'Ripple delete',
    group: 'Cut',
    keys: ['shift+delete', 'shift+backspace'],
    icon: Trash2,
    ...onClips((session) => deleteClips(session, session.view.get().selectedClipIds, true)),
  },
  {
    id: 'cut.lock',
    edits: 'film',
    label: 'Pin to music',
    group: 'Cut',
    icon: Pin,
    ...onClips((session) => {
      session.run(
        lockToMusic,
        { ids: inStoryOrder(session, session.view.get().selectedClipIds) },
        { label: 'Pin to music' },
      )
      announce('Pinned to the music')
    }),
  },
  {
    id: 'cut.unlock',
    edits: 'film',
    label: 'Unpin from music',
    group: 'Cut',
    icon: PinOff,
    ...onClips((session) => {
      session.run(
        unlockFromMusic,
        { ids: inStoryOrder(session, session.view.get().selectedClipIds) },
        { label: 'Unpin' },
      )
      announce('Unpinned')
    }),
  },
]

function setRipple(session: ProjectSession, ripple: boolean): void {
  session.view.patch({ ripple })
  announce(ripple ? 'Trim mode: trims move what follows' : 'Select mode: trims leave a gap')
}
