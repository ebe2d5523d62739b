import { applyCharacter } from '#shared/commands/character-commands.ts'
import { CommandError } from '#shared/commands/command.ts'
import { sendToPool } from '#shared/commands/pool-commands.ts'
import { setClipStyle, useStyle as countUse } from '#shared/commands/style-commands.ts'
import { shownTake } from '#shared/document/selectors.ts'
import type { Character } from '#shared/model/character.ts'
import { TakeFacts } from '#shared/model/pool-entry.ts'
import type { Style } from '#shared/model/style.ts'
import { announce } from '../../ui/announcer.tsx'
import { toasts } from '../../ui/toast-store.ts'
import { count } from '../../ui/words.ts'
import type { ProjectSession } from '../project-session.ts'
import { filmHome } from './cast-home.ts'
import type { StudioLibrary } from './studio-library.ts'

/** Runs an edit whose refusal is told to the person. Answers whether it was done. */
export function attempt(edit: () => void): boolean {
  try {
    edit()
    return true
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    toasts.show({ tone: 'alert', title: error.message })
    return false
  }
}

/** Puts a character into clips as one step; one of the library comes into the film with it. */
export function putInClips(session: ProjectSession, character: Character, clipIds: readonly string[]): boolean {
  const isOwn = session.records.get().characters.get(character.id)?.deletedAt === null
  const from = isOwn ? undefined : character
  const label = clipIds.length === 1 ? `Add ${character.name}` : `Add ${character.name} to ${clipIds.length} clips`
  return attempt(() => {
    session.run(applyCharacter, { id: character.id, clipIds: [...clipIds], from }, { label })
    announce(`${character.name} is in ${count(clipIds.length, 'clip')}`)
  })
}

/** Gives clips a style as one step and counts the use where the style is at home. */
export function giveStyle(
  session: ProjectSession,
  library: StudioLibrary,
  style: Style,
  clipIds: readonly string[],
): boolean {
  const { styles } = session.records.get()
  const isOwn = styles.get(style.id)?.deletedAt === null
  const inLibrary = library.records.get().styles.get(style.id)?.deletedAt === null
  return attempt(() => {
    session.group('Change style', () => {
      session.run(setClipStyle, {
        styleId: style.id,
        clipIds: [...clipIds],
        from: isOwn ? undefined : { ...style, deletedAt: null },
      })
      if (!inLibrary) filmHome(session).run(countUse, { id: style.id })
    })
    if (inLibrary) library.run(countUse, { id: style.id }, { label: `Use ${style.name}` })
    announce(`${style.name} on ${count(clipIds.length, 'clip')}`)
  })
}

/** Offers the takes that stand for clips: in the film's pool, or in the studio's. */
export function offerTakes(
  session: ProjectSession,
  library: StudioLibrary,
  clipIds: readonly string[],
  isStudioWide: boolean,
): void {
  const snapshot = session.records.get()
  const offers = clipIds.flatMap((id) => {
    const clip = snapshot.clips.get(id)
    const take = clip && shownTake(snapshot, clip)
    if (!clip || !take) return []
    const prompt = take.kind === 'video' ? clip.videoPrompt || clip.imagePrompt : clip.imagePrompt
    return {
      takeId: take.id,
      name: `${clip.number} ${clip.name}`.trim().slice(0, 200),
      prompt: prompt.slice(0, 20_000),
      facts: TakeFacts.parse(take),
      fromProjectId: session.projectId,
      fromClipId: clip.id,
    }
  })
  const where = isStudioWide ? 'the studio’s pool' : 'the pool'
  attempt(() => {
    if (isStudioWide) for (const offer of offers) library.run(sendToPool, offer, { label: 'Share with the studio' })
    else session.group('Send to pool', () => offers.forEach((offer) => filmHome(session).run(sendToPool, offer)))
    toasts.show({ title: `${count(offers.length, 'take')} in ${where}` })
  })
}
