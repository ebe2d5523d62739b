import { Images, MoreHorizontal, Sparkles, Star } from 'lucide-react'
import { useCallback, useMemo, useState, type ReactElement, type ReactNode } from 'react'
import { renameClip } from '#shared/commands/clip-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import { inStoryOrder } from '../../session/clip-edits.ts'
import { takeSource } from '../../session/take-source.ts'
import { useMarks, useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { cn } from '../../ui/cn.ts'
import { Icon, IconButton } from '../../ui/icon-button.tsx'
import { EditFieldset } from '../../ui/edit-lock.tsx'
import { InlineText } from '../../ui/inline-text.tsx'
import { Menu } from '../../ui/menu.tsx'
import { TakePicture } from '../../ui/take-picture.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { count } from '../../ui/words.ts'
import { ClipCast } from './clip-cast.tsx'
import { ClipMenuItems } from './clip-menu.tsx'
import { ClipPicture } from './clip-picture.tsx'
import { ClipPrompts } from './clip-prompts.tsx'
import { ClipTiming } from './clip-timing.tsx'
import { toggleStar } from './take-actions.ts'
import { TakeList } from './take-list.tsx'
import { TakeStrip } from './take-strip.tsx'
import { useClipFacts, useClipView, type ClipFacts } from './use-clip-view.ts'

/** A part of the inspector, set off by a hairline. */
export function InspectorSection({ children, className }: { children: ReactNode; className?: string }): ReactElement {
  return <section className={cn('border-b border-line px-4 py-3.5 last:border-b-0', className)}>{children}</section>
}

/** Everything about the selected clips. `renderGenerate` draws how their next takes are made. */
export function ClipInspector({
  clipIds,
  renderGenerate,
  onOpenViewer,
}: {
  clipIds: readonly string[]
  renderGenerate: (clipIds: readonly string[]) => ReactNode
  onOpenViewer: (clipId: string) => void
}): ReactElement | null {
  const clips = useClipFacts(clipIds)
  const [only] = clips
  if (!only) return null
  return clips.length === 1 ? (
    <OneClip key={only.id} id={only.id} renderGenerate={renderGenerate} onOpenViewer={() => onOpenViewer(only.id)} />
  ) : (
    <ManyClips clips={clips} renderGenerate={renderGenerate} />
  )
}

function OneClip({
  id,
  renderGenerate,
  onOpenViewer,
}: {
  id: string
  renderGenerate: (clipIds: readonly string[]) => ReactNode
  onOpenViewer: () => void
}): ReactElement | null {
  const session = useSession()
  const view = useClipView(id)
  const only = useMemo(() => [id], [id])
  const { stars } = useMarks()
  const [tab, setTab] = useState<'clip' | 'takes'>('clip')
  const [renaming, setRenaming] = useState(false)
  if (!view) return null
  const { clip, hasPrompt, shown, picked, state, takes, numberOf } = view
  const starred = shown !== null && stars.has(shown.id)

  const clipTab = (
    <>
      <InspectorSection className="space-y-2.5">
        <div className="flex min-w-0 items-baseline gap-2">
          <span className="shrink-0 text-title text-fg-2">{clip.number}</span>
          <h2 className="min-w-0 grow text-title font-semibold">
            <InlineText
              value={clip.name}
              label="Clip name"
              placeholder="Untitled clip"
              editing={renaming}
              onEditingChange={setRenaming}
              onCommit={(name) => session.run(renameClip, { id, name })}
            />
          </h2>
          {picked ? (
            <span className="shrink-0 rounded-[4px] bg-active px-2 py-0.5 text-meta text-fg-2">
              {/* A video of the clip plays in place of a picked still: the tag then names the pick. */}
              {picked.id === shown?.id ? 'Picked' : `T${numberOf(picked)} picked`}
            </span>
          ) : null}
        </div>
        <div className="relative overflow-hidden rounded-picture">
          <button
            type="button"
            aria-label={`Open the viewer on ${clip.number}`}
            onClick={onOpenViewer}
            className="focus-on-picture block aspect-video w-full overflow-hidden bg-stage"
          >
            {shown && (state.kind === 'take' || state.kind === 'failed') ? (
              <TakePicture source={takeSource(shown)} alt="" scrub />
            ) : state.kind === 'failed' ? null : (
              <ClipPicture state={state} hasPrompt={hasPrompt} scrub={false} />
            )}
          </button>
          {shown ? (
            <>
              <span className="picture-tag absolute top-1.5 left-1.5 px-1.5 py-0.5 text-meta font-medium">
                T{numberOf(shown)}
              </span>
              <IconButton
                locks="marks"
                icon={Star}
                label={starred ? 'Take the star off' : 'Star this take'}
                keys="f"
                size="dense"
                className={cn(
                  'picture-tag absolute top-1.5 right-1.5',
                  starred && '[&_svg]:fill-star [&_svg]:text-star',
                )}
                onClick={() => toggleStar(session, shown.id)}
              />
              <span className="picture-tag absolute right-1.5 bottom-1.5 px-1.5 py-0.5 text-meta">
                {shown.width}×{shown.height}
              </span>
            </>
          ) : null}
          {state.kind === 'failed' && !shown ? (
            <div className="absolute inset-0">
              <ClipPicture state={state} hasPrompt={false} scrub={false} />
            </div>
          ) : null}
        </div>
        <TakeStrip view={view} onOpen={onOpenViewer} />
      </InspectorSection>
      <InspectorSection>
        <EditFieldset>
          <ClipTiming clips={[clip]} />
        </EditFieldset>
      </InspectorSection>
      <InspectorSection>
        <ClipPrompts clipIds={only} />
      </InspectorSection>
      <InspectorSection>
        <EditFieldset>
          <ClipCast clips={[clip]} />
        </EditFieldset>
      </InspectorSection>
      <InspectorSection>
        <EditFieldset>{renderGenerate(only)}</EditFieldset>
      </InspectorSection>
    </>
  )

  return (
    <Tabs
      label="Inspector"
      value={tab}
      onChange={setTab}
      className="h-full"
      extra={
        <Menu align="end" trigger={<IconButton icon={MoreHorizontal} label={`More for ${clip.number}`} />}>
          <ClipMenuItems id={id} onRename={() => setRenaming(true)} onOpen={onOpenViewer} />
        </Menu>
      }
      tabs={[
        { value: 'clip', label: 'Clip', content: clipTab },
        {
          value: 'takes',
          label: 'Takes',
          count: takes.length,
          content: <TakeList view={view} onOpen={onOpenViewer} />,
        },
      ]}
    />
  )
}

function ManyClips({
  clips,
  renderGenerate,
}: {
  clips: readonly ClipFacts[]
  renderGenerate: (clipIds: readonly string[]) => ReactNode
}): ReactElement {
  const session = useSession()
  const rate = useProject(useCallback((snapshot: ProjectSnapshot) => snapshot.project.frameRate, []))
  const lead = useViewState((view) => view.selectedClipIds.at(-1) ?? null)
  const clipIds = useMemo(() => clips.map((clip) => clip.id), [clips])
  const seconds = framesToSeconds(
    clips.reduce((sum, clip) => sum + clip.length, 0),
    rate,
  )
  const numbers = inStoryOrder(
    session,
    clips.map((clip) => clip.id),
  ).flatMap((id) => clips.find((clip) => clip.id === id)?.number ?? [])
  return (
    <div className="h-full overflow-y-auto">
      <header className="flex h-11 items-center gap-2 border-b border-line px-4">
        <Icon icon={Images} className="text-fg-2" />
        <h2 className="text-title font-semibold">{count(clips.length, 'clip')}</h2>
        <span className="text-body text-fg-2">{seconds.toFixed(1)} s</span>
        {lead ? (
          <span className="ml-auto">
            <Menu align="end" trigger={<IconButton icon={MoreHorizontal} label="More for the selected clips" />}>
              <ClipMenuItems id={lead} onRename={null} onOpen={null} />
            </Menu>
          </span>
        ) : null}
      </header>
      <InspectorSection className="text-meta text-fg-3">
        <p className="line-clamp-3">{numbers.join(', ')}</p>
        <p className="mt-1 flex items-center gap-1.5 text-fg-2">
          <Icon icon={Sparkles} size={13} />
          What you change here changes all of them
        </p>
      </InspectorSection>
      <InspectorSection>
        <EditFieldset>
          <ClipTiming clips={clips} />
        </EditFieldset>
      </InspectorSection>
      <InspectorSection>
        <ClipPrompts clipIds={clipIds} />
      </InspectorSection>
      <InspectorSection>
        <EditFieldset>
          <ClipCast clips={clips} />
        </EditFieldset>
      </InspectorSection>
      <InspectorSection>
        <EditFieldset>{renderGenerate(clipIds)}</EditFieldset>
      </InspectorSection>
    </div>
  )
}
