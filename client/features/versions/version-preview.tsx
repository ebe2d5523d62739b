import { Film, Play } from 'lucide-react'
import { useMemo, type ReactElement } from 'react'
import { sceneBand } from '#client/session/scene-colour.ts'
import { takeSource } from '#client/session/take-source.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { TakePicture } from '#client/ui/take-picture.tsx'
import { count } from '#client/ui/words.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import {
  clipsOfScene,
  orderedScenes,
  pickedTake,
  shownTake,
  storyClips,
  takesOfClip,
} from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { Scene } from '#shared/model/scene.ts'
import { formatDuration, formatFrameRate, framesToSeconds } from '#shared/model/time.ts'

/** The film as a version holds it: to look at, not to edit. */
export function VersionPreview({ snapshot }: { snapshot: ProjectSnapshot }): ReactElement {
  const scenes = useMemo(() => orderedScenes(snapshot), [snapshot])
  const { project } = snapshot
  return (
    <div className="p-4">
      <h3 className="text-section font-semibold">{project.name || 'Untitled film'}</h3>
      <p className="text-meta text-fg-2">{figures(snapshot, scenes.length)}</p>
      <p className="text-meta text-fg-3">
        {[
          `${formatFrameRate(project.frameRate)} fps`,
          `${project.width}×${project.height}`,
          project.music?.fileName ?? 'no song',
        ].join(', ')}
      </p>
      {scenes.length === 0 ? <p className="py-8 text-fg-2">There was no scene in it.</p> : null}
      {scenes.map((scene) => (
        <SceneOfThen key={scene.id} snapshot={snapshot} scene={scene} />
      ))}
    </div>
  )
}

/** "6 scenes, 24 clips, 1:00, 20 picked". */
function figures(snapshot: ProjectSnapshot, scenes: number): string {
  const clips = storyClips(snapshot)
  const end = Math.max(0, ...timelineOf(snapshot).spans.map((span) => span.end))
  const picked = clips.filter((clip) => pickedTake(snapshot, clip) !== null).length
  return [
    count(scenes, 'scene'),
    count(clips.length, 'clip'),
    formatDuration(end, snapshot.project.frameRate),
    `${picked} picked`,
  ].join(', ')
}

function SceneOfThen({ snapshot, scene }: { snapshot: ProjectSnapshot; scene: Scene }): ReactElement {
  const clips = clipsOfScene(snapshot, scene.id)
  const frames = clips.reduce((sum, { length }) => sum + length, 0)
  return (
    // Scenes far down are laid out only when they come near: a film may have thousands of clips.
    <section
      aria-label={scene.name || 'Scene'}
      className="mt-5 [contain-intrinsic-size:auto_260px] [content-visibility:auto]"
    >
      <div className="flex items-center gap-3">
        <span className="h-8 w-[3px] shrink-0 rounded-band" style={{ background: sceneBand(scene.colour) }} />
        <div className="min-w-0 grow">
          <h4 className="truncate text-title font-semibold">{scene.name || 'Untitled scene'}</h4>
          <p className="truncate text-meta text-fg-2">
            {[scene.part, count(clips.length, 'clip'), formatDuration(frames, snapshot.project.frameRate)]
              .filter(Boolean)
              .join(', ')}
          </p>
        </div>
      </div>
      <ul className="mt-2.5 grid grid-cols-[repeat(auto-fill,minmax(148px,1fr))] gap-3.5">
        {clips.map((clip) => (
          <ClipOfThen key={clip.id} snapshot={snapshot} clip={clip} />
        ))}
      </ul>
    </section>
  )
}

function ClipOfThen({ snapshot, clip }: { snapshot: ProjectSnapshot; clip: Clip }): ReactElement {
  const take = shownTake(snapshot, clip)
  const seconds = framesToSeconds(clip.length, snapshot.project.frameRate).toFixed(1)
  return (
    <li className="min-w-0">
      <div className="relative aspect-video overflow-hidden rounded-picture bg-stage shadow-[inset_0_0_0_1px_var(--line)]">
        {take ? (
          <TakePicture source={takeSource(take)} alt="" />
        ) : (
          <span className="grid size-full place-items-center text-meta text-fg-2">
            <span className="flex flex-col items-center gap-1.5">
              <Icon icon={Film} size={18} />
              No takes yet
            </span>
          </span>
        )}
        <span className="picture-tag absolute top-1.5 left-1.5 px-1.5 py-0.5 text-meta font-medium">{clip.number}</span>
        {take?.kind === 'video' ? (
          <span className="picture-tag absolute bottom-1.5 left-1.5 p-1">
            <Play size={11} className="fill-fg text-fg" aria-label="Video" />
          </span>
        ) : null}
        <span className="picture-tag absolute right-1.5 bottom-1.5 px-1.5 py-0.5 text-meta font-medium">
          {seconds}s
        </span>
      </div>
      <p className="mt-1 truncate text-body font-medium">{clip.name || 'Untitled clip'}</p>
      <p className="truncate text-meta text-fg-3">{count(takesOfClip(snapshot, clip.id).length, 'take')}</p>
    </li>
  )
}
