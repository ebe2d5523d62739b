import { ChevronLeft, ChevronRight, Copy, Download, Star, X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useEffect, useState, type ReactElement } from 'react'
import { Recipe } from '#shared/model/recipe.ts'
import type { Take } from '#shared/model/take.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import { mediaUrl } from '../../session/media-urls.ts'
import { takeSource } from '../../session/take-source.ts'
import { takeOrigin } from '../../session/take-words.ts'
import { useServices } from '../../session/services-context.tsx'
import { useMarks, useSession } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TakePicture } from '../../ui/take-picture.tsx'
import { toasts } from '../../ui/toast-store.ts'
import { useReturnFocus } from '../../ui/use-return-focus.ts'
import { fileSize, timeOfDay } from '../../ui/words.ts'
import { takeInHand, toggleStar, togglePick } from './take-actions.ts'
import { TakeThumb } from './take-thumb.tsx'
import { useClipView } from './use-clip-view.ts'

/** A clip's takes at full size, with how each was made. Opened by Enter, a double press, or its address. */
export function ClipViewer({ clipId, onClose }: { clipId: string; onClose: () => void }): ReactElement | null {
  const session = useSession()
  const view = useClipView(clipId)
  const { stars, rejects } = useMarks()
  const focus = useReturnFocus()
  const [takeId, setTakeId] = useState(() => takeInHand(session, clipId)?.id ?? null)
  if (!view) return null
  const { clip, takes, picked } = view
  const take = takes.find((one) => one.id === takeId) ?? picked ?? takes.at(-1) ?? null
  const at = take ? takes.indexOf(take) : -1
  const show = (index: number): void => {
    const next = takes[index]
    if (!next) return
    setTakeId(next.id)
    session.view.patch({ focusedTakeId: next.id })
  }

  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          // The picture is what was asked for: no button starts out focused with its tooltip open.
          onCloseAutoFocus={focus.giveBack}
          onOpenAutoFocus={(event) => {
            focus.remember()
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
          tabIndex={-1}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            if (step !== 0) show(at + step)
            else if (take && event.key === 'f') toggleStar(session, take.id)
            else if (/^[1-9]$/.test(event.key)) {
              const wanted = takes.find((one) => view.numberOf(one) === Number(event.key))
              if (wanted) togglePick(session, wanted)
            } else return
            event.preventDefault()
            event.stopPropagation()
          }}
          className="animate-fade fixed inset-0 z-70 flex flex-col bg-stage text-fg outline-none"
        >
          <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line px-4">
            <span className="text-title text-fg-2">{clip.number}</span>
            <Radix.Title className="min-w-0 truncate text-title font-semibold">
              {clip.name || 'Untitled clip'}
            </Radix.Title>
            {take ? (
              <span className="shrink-0 rounded-[4px] bg-active px-2 py-0.5 text-meta text-fg-2">
                Take {view.numberOf(take)} of {takes.length}
              </span>
            ) : null}
            <span className="grow" />
            {take ? (
              <>
                <IconButton
                  locks="marks"
                  icon={Star}
                  label={stars.has(take.id) ? 'Take the star off' : 'Star'}
                  keys="f"
                  className={cn(stars.has(take.id) && '[&_svg]:fill-star [&_svg]:text-star')}
                  onClick={() => toggleStar(session, take.id)}
                />
                <DownloadButton take={take} number={clip.number} />
              </>
            ) : null}
            <Radix.Close asChild>
              <IconButton icon={X} label="Close the viewer" keys="escape" />
            </Radix.Close>
          </header>
          <div className="flex min-h-0 grow max-md:flex-col max-md:overflow-y-auto">
            <div className="relative flex min-h-0 min-w-0 grow flex-col max-md:min-h-[50vh]">
              <div className="relative min-h-0 grow p-4 md:px-14">
                {take ? (
                  <FullPicture key={take.id} take={take} />
                ) : (
                  <EmptyState icon={Star} title="No takes yet">
                    Generate one, or drop a picture or video on the clip.
                  </EmptyState>
                )}
                {at > 0 ? (
                  <IconButton
                    icon={ChevronLeft}
                    label="Previous take"
                    keys="left"
                    size="touch"
                    className="absolute top-1/2 left-1 -translate-y-1/2"
                    onClick={() => show(at - 1)}
                  />
                ) : null}
                {at >= 0 && at < takes.length - 1 ? (
                  <IconButton
                    icon={ChevronRight}
                    label="Next take"
                    keys="right"
                    size="touch"
                    className="absolute top-1/2 right-1 -translate-y-1/2"
                    onClick={() => show(at + 1)}
                  />
                ) : null}
              </div>
              <div
                role="group"
                aria-label="Takes"
                className="flex shrink-0 justify-center gap-2 overflow-x-auto px-4 pt-1 pb-4"
              >
                {takes.map((one, index) => (
                  <TakeThumb
                    key={one.id}
                    take={one}
                    number={view.numberOf(one)}
                    picked={one.id === picked?.id}
                    starred={stars.has(one.id)}
                    rejected={rejects.has(one.id)}
                    focused={one.id === take?.id}
                    onFocusTake={() => undefined}
                    onPick={() => show(index)}
                    onOpen={() => show(index)}
                    className="w-28"
                  />
                ))}
              </div>
            </div>
            {take ? (
              <aside
                aria-label="Details"
                className="flex w-full shrink-0 flex-col border-line bg-panel md:w-80 md:border-l"
              >
                <div className="min-h-0 grow overflow-y-auto px-4 py-3">
                  <TakeDetails take={take} />
                </div>
                <footer className="border-t border-line p-4">
                  <Button
                    locks="edits"
                    look="main"
                    size="large"
                    className="w-full"
                    disabled={take.id === picked?.id}
                    onClick={() => togglePick(session, take)}
                  >
                    {take.id === picked?.id ? 'Picked' : 'Pick this take'}
                  </Button>
                </footer>
              </aside>
            ) : null}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function FullPicture({ take }: { take: Take }): ReactElement {
  const { url } = takeSource(take)
  if (take.kind === 'video') {
    return (
      // A take has no speech of its own to caption; the song's words are the film's lyrics.
      <video src={url} controls loop autoPlay muted playsInline className="size-full object-contain" />
    )
  }
  return <TakePicture source={takeSource(take)} alt="The take at full size" full className="object-contain" />
}

function DownloadButton({ take, number }: { take: Take; number: string }): ReactElement {
  const extension = take.mime.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin'
  return (
    <a href={mediaUrl(take.media)} download={`${number}-${take.id.slice(0, 8)}.${extension}`} tabIndex={-1}>
      <IconButton icon={Download} label="Download this take" />
    </a>
  )
}

function TakeDetails({ take }: { take: Take }): ReactElement {
  const { media } = useServices()
  const [recipe, setRecipe] = useState<Recipe | null>(null)
  useEffect(() => {
    const ending = new AbortController()
    setRecipe(null)
    if (take.recipe === null) return undefined
    void media
      .read(take.recipe, { signal: ending.signal })
      .then((file) => file?.text())
      .then((text) => {
        const parsed = text === undefined ? null : Recipe.safeParse(JSON.parse(text))
        if (!ending.signal.aborted && parsed?.success) setRecipe(parsed.data)
      })
      // Without its recipe a take still shows what its own record knows.
      .catch(() => undefined)
    return () => ending.abort()
  }, [media, take.recipe])

  const seconds = take.frameRate ? framesToSeconds(take.frames, take.frameRate) : null
  const rows: [string, string, boolean?][] = [
    ['Made with', takeOrigin(take)],
    ...(recipe ? [['Seed', String(recipe.seed), true] satisfies [string, string, boolean]] : []),
    ...composedRows(recipe),
    ...Object.entries(recipe?.params ?? {})
      .filter(([key]) => !['width', 'height', 'seed', 'frames'].includes(key))
      .map(([key, value]): [string, string] => [
        key.charAt(0).toUpperCase() + key.slice(1).replaceAll('_', ' '),
        String(value),
      ]),
    [
      'Size',
      `${take.width}×${take.height}${seconds === null ? '' : `, ${take.frames} frames, ${seconds.toFixed(1)} s`}`,
    ],
    [
      'Made',
      `${new Date(take.createdAt).toLocaleDateString('en-GB')} ${timeOfDay(take.createdAt)}${take.createdBy ? `, ${take.createdBy}` : ''}`,
    ],
    ...(recipe?.server ? [['Server', recipe.server] satisfies [string, string]] : []),
    ['File', `${take.mime}, ${fileSize(take.bytes)}`],
  ]
  return (
    <>
      {recipe && recipe.prompt !== '' ? (
        <section className="mb-3">
          <h3 className="mb-1 flex items-center text-body font-medium">
            Prompt
            <CopyButton text={recipe.prompt} label="Copy the prompt" />
          </h3>
          <p className="text-body whitespace-pre-wrap text-fg-2 select-text">{recipe.prompt}</p>
        </section>
      ) : null}
      <dl>
        {rows.map(([label, value, copies]) => (
          <div key={label} className="flex min-h-7 items-center gap-3 border-t border-line py-1 text-meta">
            <dt className="w-20 shrink-0 text-fg-3">{label}</dt>
            <dd className="flex min-w-0 grow items-center gap-2">
              <span className="min-w-0 break-words select-text">{value}</span>
              {copies ? <CopyButton text={value} label={`Copy ${label.toLowerCase()}`} /> : null}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** Who and what was composed into the prompt of a take. */
function composedRows(recipe: Recipe | null): [string, string][] {
  const { characters = [], style = null } = recipe?.composed ?? {}
  const cast = characters.map(({ name, lora }) => (lora === null ? name : `${name} (${lora})`)).join(', ')
  return [
    ...(cast === '' ? [] : [['Cast', cast] as [string, string]]),
    ...(style ? [['Style', style.name] as [string, string]] : []),
  ]
}

function CopyButton({ text, label }: { text: string; label: string }): ReactElement {
  return (
    <IconButton
      icon={Copy}
      iconSize={13}
      size="dense"
      label={label}
      className="ml-auto"
      onClick={() => void navigator.clipboard.writeText(text).then(() => toasts.show({ title: 'Copied' }))}
    />
  )
}
