import { Clapperboard, Film, Rows3, SwatchBook, Timer, Users, type LucideIcon } from 'lucide-react'
import { actionApplies, actionState, type Action, type ActionContext } from '#client/session/action.ts'
import { giveStyle, putInClips } from '#client/session/library/cast-edits.ts'
import { filmPath, isFilmPage, libraryPath } from '#client/session/routes.ts'
import type { CatalogEntry } from '#client/storage/project-catalog.ts'
import { orderedSceneIds, clipIdsOfScene } from '#shared/document/selectors.ts'
import { formatTimecode, nominalRate, type FrameRate } from '#shared/model/time.ts'
import { fuzzyScore } from './fuzzy.ts'

/** One line of the palette. */
export type PaletteItem = {
  id: string
  label: string
  detail: string | null
  keys: string | null
  icon: LucideIcon | null
  /** Media to show in place of the icon. */
  picture: string | null
  /** Why it cannot be chosen now; null when it can. */
  reason: string | null
  run(): void
}

/** A group of the palette, in the order in which groups stand. */
export type PaletteGroup = { heading: string; items: readonly PaletteItem[] }

const MOST_IN_GROUP = 8

/** Opens the palette itself, which is no news inside of it. */
const PALETTE = 'app.palette'

/** What the palette is filled from. */
export type PaletteSource = {
  actions: readonly Action[]
  context: ActionContext
  films: readonly CatalogEntry[]
  /** Ids of what was run from the palette, the newest first. */
  recent: readonly string[]
}

type Scored = { item: PaletteItem; score: number }

function actionItem(action: Action, context: ActionContext): PaletteItem {
  const state = actionState(action, context)
  return {
    id: action.id,
    label: action.label,
    detail: action.detail?.(context) ?? null,
    keys: action.keys?.[0] ?? null,
    icon: action.icon ?? null,
    picture: null,
    reason: state === true ? null : state,
    run: () => void action.run(context),
  }
}

function placeItems({ context, films }: PaletteSource): PaletteItem[] {
  const items: PaletteItem[] = []
  const { project, page, navigate } = context
  const place = (item: Pick<PaletteItem, 'id' | 'label' | 'detail' | 'icon' | 'picture'>, run: () => void): void => {
    items.push({ ...item, keys: null, reason: null, run })
  }
  if (project) {
    const snapshot = project.records.get()
    const filmPage = isFilmPage(page) ? page : 'board'
    for (const sceneId of orderedSceneIds(snapshot)) {
      const scene = snapshot.scenes.get(sceneId)
      if (!scene) continue
      place(
        { id: `scene:${sceneId}`, label: scene.name, detail: scene.part || 'scene', icon: Rows3, picture: null },
        () => project.view.selectScene(sceneId),
      )
      for (const clipId of clipIdsOfScene(snapshot, sceneId)) {
        const clip = snapshot.clips.get(clipId)
        if (!clip) continue
        const take = clip.selectedTakeId ? snapshot.takes.get(clip.selectedTakeId) : undefined
        const picture = take?.kind === 'image' ? take.media : null
        place(
          {
            id: `clip:${clipId}`,
            label: `${clip.number} ${clip.name}`,
            detail: scene.name,
            icon: Clapperboard,
            picture,
          },
          () => navigate(filmPath(project.projectId, filmPage, clipId)),
        )
      }
    }
  }
  for (const film of films) {
    if (film.deletedAt !== null || film.id === project?.projectId) continue
    place({ id: `film:${film.id}`, label: film.name, detail: 'film', icon: Film, picture: film.coverSha256 }, () =>
      navigate(filmPath(film.id)),
    )
  }
  return items
}

/** Reads "1:02", "1:02:14" or "b31" as a frame of the film; null when it is neither. */
export function readPlace(
  text: string,
  rate: FrameRate,
  music: { bpm: number | null; firstBeatSeconds: number; beatsPerBar: number } | null,
): number | null {
  const bar = /^b(?:ar)?\s*(\d{1,4})$/i.exec(text.trim())
  if (bar) {
    if (!music?.bpm) return null
    const seconds = music.firstBeatSeconds + ((Number(bar[1]) - 1) * music.beatsPerBar * 60) / music.bpm
    return Math.max(0, Math.round((seconds * rate.num) / rate.den))
  }
  const time = /^(\d{1,3}):([0-5]?\d)(?::(\d{1,2}))?$/.exec(text.trim())
  if (!time) return null
  const base = nominalRate(rate)
  const frames = Number(time[3] ?? 0)
  return frames < base ? (Number(time[1]) * 60 + Number(time[2])) * base + frames : null
}

/** Characters (`@`) or styles (`#`) of the film and the studio: for the selected clips, else their own page. */
function libraryGroup(query: string, { context }: PaletteSource): PaletteGroup[] {
  const { project, services, navigate } = context
  const isCast = query.startsWith('@')
  const page = isCast ? 'cast' : 'styles'
  const film = project?.records.get()
  const clipIds = project?.view.get().selectedClipIds ?? []
  const shared = services.library.records.get()
  const own = named(film ? (isCast ? film.characters : film.styles) : new Map())
  const found = [...named(isCast ? shared.characters : shared.styles), ...own]
  const items = [...new Map(found)].map(([id, name]): PaletteItem & { score: number } => ({
    id: `${page}:${id}`,
    label: name,
    detail: own.has(id) ? 'in this film' : 'studio',
    keys: null,
    icon: isCast ? Users : SwatchBook,
    picture: null,
    reason: null,
    score: fuzzyScore(name, query.slice(1)),
    run: () => {
      const character = film?.characters.get(id) ?? shared.characters.get(id)
      const style = film?.styles.get(id) ?? shared.styles.get(id)
      if (project && clipIds.length > 0 && isCast && character) putInClips(project, character, clipIds)
      else if (project && clipIds.length > 0 && style) giveStyle(project, services.library, style, clipIds)
      else navigate(libraryPath(page, { film: project?.projectId ?? null, all: !own.has(id), item: id }))
    },
  }))
  const heading = clipIds.length > 0 ? 'For this selection' : 'Go to'
  const shown = items.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
  return shown.length > 0 ? [{ heading, items: shown.slice(0, MOST_IN_GROUP) }] : []
}

/** Names of those that are not in the trash, by id. */
function named(records: ReadonlyMap<string, { readonly name: string; readonly deletedAt: number | null }>) {
  return new Map([...records].flatMap(([id, { name, deletedAt }]) => (deletedAt === null ? [[id, name] as const] : [])))
}

function timeGroup(query: string, { context }: PaletteSource): PaletteGroup[] {
  const { project } = context
  if (!project) return []
  const { project: film } = project.records.get()
  const frame = readPlace(query, film.frameRate, film.music)
  if (frame === null) return []
  const item: PaletteItem = {
    id: 'time',
    label: `Go to ${formatTimecode(frame, film.frameRate)}`,
    detail: 'minutes, seconds, frames',
    keys: null,
    icon: Timer,
    picture: null,
    reason: null,
    run: () => project.view.playhead.set(frame),
  }
  return [{ heading: 'Go to', items: [item] }]
}

/**
 * What the palette shows for what was typed: what acts on the selection, places to go, commands, settings; with
 * nothing typed also what was run last. `>` shows commands only, `@` the cast, `#` styles, `:` goes to a time or a bar.
 */
export function paletteGroups(typed: string, source: PaletteSource): readonly PaletteGroup[] {
  const query = typed.trimStart()
  if (query.startsWith(':')) return timeGroup(query.slice(1), source)
  if (query.startsWith('@') || query.startsWith('#')) return libraryGroup(query, source)
  const commandsOnly = query.startsWith('>')
  const words = commandsOnly ? query.slice(1) : query
  const { context, recent } = source

  const rank = (items: readonly PaletteItem[], most = MOST_IN_GROUP): PaletteItem[] =>
    items
      .map((item): Scored => {
        const fits = fuzzyScore(item.label, words)
        const used = recent.indexOf(item.id)
        return { item, score: fits === 0 ? 0 : fits + (used < 0 ? 0 : 0.2 / (used + 1)) - (item.reason ? 0.3 : 0) }
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, most)
      .map(({ item }) => item)

  const actions = source.actions.filter((action) => action.id !== PALETTE && actionApplies(action, context))
  const items = (wanted: (action: Action) => boolean): PaletteItem[] =>
    actions.filter(wanted).map((action) => actionItem(action, context))
  const empty = words.trim() === ''
  const everything = [...items(() => true), ...placeItems(source)]
  const last = recent.flatMap((id) => everything.find((item) => item.id === id && !item.reason) ?? []).slice(0, 5)

  const groups: PaletteGroup[] = [
    {
      heading: 'For this selection',
      items: rank(items((action) => action.onSelection === true && (!empty || actionState(action, context) === true))),
    },
    ...(commandsOnly
      ? []
      : [
          {
            heading: 'Go to',
            items: rank(
              [...items((a) => a.group === 'Go' && !a.onSelection), ...placeItems(source)],
              empty ? 6 : MOST_IN_GROUP,
            ),
          },
        ]),
    {
      heading: 'Commands',
      items: rank(
        items(
          (action) =>
            action.onSelection !== true && action.group !== 'Settings' && (commandsOnly || action.group !== 'Go'),
        ),
        commandsOnly ? 100 : MOST_IN_GROUP,
      ),
    },
    { heading: 'Settings', items: rank(items((action) => action.group === 'Settings')) },
  ]
  if (empty && !commandsOnly) groups.push({ heading: 'Recent', items: last })
  return groups.filter((group) => group.items.length > 0)
}
