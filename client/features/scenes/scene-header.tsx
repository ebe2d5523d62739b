import { MicVocal, Plus, Sparkles } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { addClip } from '#shared/commands/clip-commands.ts'
import { updateScene } from '#shared/commands/scene-commands.ts'
import { clipsOfScene, takesOfClip } from '#shared/document/selectors.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { formatDuration } from '#shared/model/time.ts'
import { requestTakes } from '../../session/request-takes.ts'
import { sceneBand } from '../../session/scene-colour.ts'
import { useServices } from '../../session/services-context.tsx'
import { useProject, useScene, useSession } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon, IconButton } from '../../ui/icon-button.tsx'
import { InlineText } from '../../ui/inline-text.tsx'

function timesOf(snapshot: ProjectSnapshot, sceneId: string): string {
  const { spanOf } = timelineOf(snapshot)
  const spans = clipsOfScene(snapshot, sceneId).flatMap((clip) => spanOf.get(clip.id) ?? [])
  const first = spans[0]
  const last = spans.at(-1)
  const rate = snapshot.project.frameRate
  return first && last ? `${formatDuration(first.start, rate)}–${formatDuration(last.end, rate)}` : ''
}

/** Ids of a scene's clips without any take, joined, so that two readings compare as one string. */
const missingOf = (snapshot: ProjectSnapshot, sceneId: string): string =>
  clipsOfScene(snapshot, sceneId)
    .filter((clip) => takesOfClip(snapshot, clip.id).length === 0)
    .map((clip) => clip.id)
    .join(' ')

/** The heading of a scene on the board: where in the song it is, what is sung, what is still missing. */
export function SceneHeader({ id }: { id: string }): ReactElement | null {
  const session = useSession()
  const services = useServices()
  const scene = useScene(id)
  const times = useProject(useCallback((snapshot: ProjectSnapshot) => timesOf(snapshot, id), [id]))
  const missing = useProject(useCallback((snapshot: ProjectSnapshot) => missingOf(snapshot, id), [id]))
  const [renaming, setRenaming] = useState(false)
  if (!scene) return null
  const missingIds = missing === '' ? [] : missing.split(' ')
  const sung = scene.lyrics
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' / ')
  return (
    <div className="flex h-full items-center gap-3 pt-2" data-scene-header={id}>
      <span className="h-9 w-[3px] shrink-0 rounded-band" style={{ background: sceneBand(scene.colour) }} />
      <div className="min-w-0 grow">
        <div className="flex min-w-0 items-baseline gap-2.5">
          <h3 className="min-w-0 text-section font-semibold">
            <InlineText
              value={scene.name}
              label="Scene name"
              placeholder="Untitled scene"
              editing={renaming}
              onEditingChange={setRenaming}
              onCommit={(name) => name !== '' && session.run(updateScene, { id, name }, { label: 'Rename scene' })}
            />
          </h3>
          <span className="shrink-0 truncate text-meta text-fg-2">
            {[scene.part, times].filter(Boolean).join(', ')}
          </span>
        </div>
        {sung ? (
          <p className="flex min-w-0 items-center gap-1.5 text-meta text-fg-2">
            <Icon icon={MicVocal} size={13} className="shrink-0 text-fg-3" />
            <span className="truncate">{sung}</span>
          </p>
        ) : null}
      </div>
      {missingIds.length > 0 ? (
        <Button locks="edits" size="dense" onClick={() => void requestTakes(session, services, missingIds)}>
          <Icon icon={Sparkles} size={13} className="sm:hidden" />
          <span className="max-sm:sr-only">Generate missing</span>
          <span className="text-fg-3">{missingIds.length}</span>
        </Button>
      ) : null}
      <IconButton
        locks="edits"
        icon={Plus}
        label={`Add clip to ${scene.name}`}
        onClick={() => session.view.selectClips([session.run(addClip, { sceneId: id })])}
      />
    </div>
  )
}
