import { useCallback } from 'react'
import { addTake } from '#shared/commands/take-commands.ts'
import { secondsToFrames } from '#shared/model/time.ts'
import { useServices } from '../../session/services-context.tsx'
import { useSession } from '../../session/use-session.tsx'
import { toasts } from '../../ui/toast-store.ts'
import { count } from '../../ui/words.ts'

/**
 * Makes takes of files that a person dropped or chose: each file is kept on this device, then becomes a take of the
 * clip, and is picked, since choosing it was the point. What is no picture or video is named and left out.
 */
export function useAddTakes(): (clipId: string, files: readonly File[]) => Promise<void> {
  const session = useSession()
  const { media } = useServices()
  return useCallback(
    async (clipId, files) => {
      let added = 0
      for (const file of files) {
        try {
          const known = await media.addFile(session.projectId, file)
          if (known.kind === 'audio') throw new Error(`${file.name} is sound. Drop a picture or a video on a clip`)
          const { now, newId, actor } = session.context()
          const { kind, mime, bytes, width, height, frameRate } = known
          const frames = frameRate ? Math.max(1, secondsToFrames(known.durationSeconds, frameRate)) : 1
          const take = {
            id: newId(),
            clipId,
            kind,
            media: known.sha256,
            mime,
            bytes,
            width,
            height,
            frames,
            frameRate,
            recipe: null,
            source: 'imported' as const,
            model: null,
            createdAt: now(),
            createdBy: actor,
          }
          session.run(addTake, { take, pick: 'always' }, { label: 'Add take' })
          added += 1
        } catch (error) {
          toasts.show({
            title: `${file.name} is not a take`,
            detail: error instanceof Error ? error.message : undefined,
            tone: 'alert',
          })
        }
      }
      const number = session.records.get().clips.get(clipId)?.number ?? 'the clip'
      if (added > 0)
        toasts.show({
          title: `Added ${count(added, 'take')} to ${number}`,
          action: { label: 'Undo', run: () => session.undo() },
        })
    },
    [session, media],
  )
}
