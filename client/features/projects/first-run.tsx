import {
  AudioLines,
  FolderOpen,
  Keyboard,
  Play,
  ScrollText,
  SquareDashed,
  WifiOff,
  type LucideIcon,
} from 'lucide-react'
import { useMemo, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useActions } from '#client/session/action-registry.ts'
import { useActionHost } from '#client/session/action-host.tsx'
import type { CatalogEntry } from '#client/session/projects.ts'
import { filmPath } from '#client/session/routes.ts'
import { takeSource } from '#client/session/take-source.ts'
import { useMediaHere } from '#client/session/use-media-here.ts'
import type { ServerList } from '#client/session/use-servers.ts'
import { Button } from '#client/ui/button.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { TakePicture } from '#client/ui/take-picture.tsx'
import { clockTime, count } from '#client/ui/words.ts'
import { FilmCover } from './film-cover.tsx'
import { openSample, type Start } from './project-actions.ts'
import { SetUpList } from './set-up-list.tsx'
import { useSampleFacts, useSampleHero } from './use-sample.ts'

const STRIP = 14

/** Home before there is a film of one's own: the sample, three ways to start, and what can be set up. */
export function FirstRun({
  sample,
  problem,
  servers,
}: {
  sample: CatalogEntry | null
  /** Why the sample could not be had; null while nothing went wrong. */
  problem: string | null
  servers: ServerList
}): ReactElement {
  const facts = useSampleFacts(sample, STRIP)
  useActions(
    useMemo(
      () => [
        {
          id: 'project.open-sample',
          label: 'Open the sample film',
          group: 'Go' as const,
          keys: ['enter'],
          when: ({ page }) => page === 'home',
          run: openSample,
        },
      ],
      [],
    ),
  )
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto grid max-w-[1360px] gap-x-12 gap-y-8 px-14 py-9 max-lg:px-6 max-sm:px-4 max-sm:py-5 xl:grid-cols-[minmax(0,1fr)_396px]">
        <div className="min-w-0">
          <h2 className="text-statement font-semibold tracking-[-0.02em]">
            Plan the film, make the takes, cut to the beat.
          </h2>
          <p className="mt-1 text-title text-fg-2">
            {problem ??
              'A finished sample is on this device already. Take it apart, break it, reset it whenever you like.'}
          </p>
          <SampleHero sample={sample} facts={facts} />
          <h3 className="mt-8 text-title font-semibold">Or start your own</h3>
          <div className="mt-3 grid gap-3.5 sm:grid-cols-3">
            <StartCard icon={AudioLines} start="from-song" keyName="1" title="From a song">
              Drop an audio file. It lies under the film, and you cut to it.
            </StartCard>
            <StartCard icon={ScrollText} start="from-text" keyName="2" title="From lyrics or a script">
              Paste text. Each verse or scene heading becomes a scene you can edit.
            </StartCard>
            <StartCard icon={SquareDashed} start="from-empty" keyName="3" title="Empty project">
              Name it, set the frame rate and shape, and add scenes by hand.
            </StartCard>
          </div>
          <div className="mt-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <p className="text-meta text-fg-3">
              You can also drop a song, or a film saved as a .storycanvas file, anywhere on this page.
            </p>
            <OpenFileButton />
          </div>
        </div>
        <aside
          className="flex min-w-0 flex-col gap-5 max-xl:grid max-xl:grid-cols-2 max-sm:flex"
          aria-label="Getting started"
        >
          <SetUpList sample={sample} servers={servers} />
          <section className="border-b border-line pb-5">
            <h3 className="flex items-center gap-2 font-semibold">
              <Icon icon={WifiOff} className="text-fg-2" /> Everything works offline
            </h3>
            <p className="mt-1 text-meta text-fg-2">
              Films and takes live on this device. They go to the server that this page came from, and nowhere else.
            </p>
          </section>
          <section>
            <h3 className="flex items-center gap-2 font-semibold">
              <Icon icon={Keyboard} className="text-fg-2" /> Three keys to know
            </h3>
            <dl className="mt-2 grid grid-cols-[64px_1fr] gap-y-2 text-meta text-fg-2">
              {(
                [
                  ['space', 'Play from here'],
                  ['mod+k', 'Find anything'],
                  ['?', 'All shortcuts'],
                ] as const
              ).map(([keys, what]) => (
                <div key={keys} className="contents">
                  <dt>
                    <Kbd keys={keys} />
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        </aside>
      </div>
    </div>
  )
}

function SampleHero({
  sample,
  facts,
}: {
  sample: CatalogEntry | null
  facts: ReturnType<typeof useSampleFacts>
}): ReactElement {
  const host = useActionHost()
  const [, navigate] = useLocation()
  const hero = useSampleHero()
  const cover = hero === undefined ? (sample?.coverSha256 ?? null) : hero
  const pictures = facts?.pictures ?? []
  // Asked for before they have arrived they would all be missing; each shows as it comes.
  const here = useMediaHere([...(cover ? [cover] : []), ...pictures.map((take) => take.media)])
  return (
    <section
      aria-label="Sample film"
      className="on-picture relative mt-4 flex aspect-[836/392] min-h-72 w-full flex-col justify-end overflow-hidden rounded-dialog bg-stage text-fg"
    >
      <div className="absolute inset-0">
        {cover && here.has(cover) ? <FilmCover sha256={cover} width={1280} /> : null}
      </div>
      <div className="absolute inset-x-0 bottom-0 h-4/5 bg-linear-to-t from-[oklch(0.1_0_0/0.92)] via-[oklch(0.1_0_0/0.62)] to-transparent" />
      <div className="relative flex flex-wrap items-end gap-3 p-6 max-sm:p-4">
        <div className="min-w-0 grow">
          <h3 className="text-page font-semibold">{sample?.name ?? 'Salt & Neon'}</h3>
          <p className="text-body text-fg">
            {facts
              ? `Sample project, ${clockTime(facts.musicSeconds)} of music, ${count(facts.clips, 'clip')}, ${count(facts.takes, 'take')}`
              : 'Sample project'}
          </p>
        </div>
        {sample ? (
          <Button look="picture" size="large" onClick={() => navigate(`${filmPath(sample.id, 'edit')}?t=0&play=1`)}>
            <Icon icon={Play} className="fill-current" />
            Watch the animatic
          </Button>
        ) : null}
        <Button look="main" size="large" onClick={() => host.run('project.open-sample')}>
          Open the sample
          <Kbd keys="enter" className="border-[oklch(0_0_0/0.3)] text-accent-fg" />
        </Button>
      </div>
      {pictures.length > 0 ? (
        <ul className="relative flex gap-1 px-6 pb-5 max-sm:hidden" aria-hidden>
          {pictures.map((take) => (
            <li key={take.id} className="h-12 min-w-0 grow basis-0 overflow-hidden rounded-band bg-stage">
              {here.has(take.media) ? <TakePicture source={takeSource(take)} alt="" /> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function OpenFileButton(): ReactElement {
  const host = useActionHost()
  return (
    <Button look="quiet" onClick={() => host.run('film.open-file')}>
      <Icon icon={FolderOpen} />
      Open a file
    </Button>
  )
}

function StartCard({
  icon,
  start,
  keyName,
  title,
  children,
}: {
  icon: LucideIcon
  start: Start
  keyName: string
  title: string
  children: string
}): ReactElement {
  const host = useActionHost()
  return (
    <button
      type="button"
      aria-keyshortcuts={keyName}
      onClick={() => host.run(`project.${start}`)}
      className="flex flex-col items-start rounded-card border border-line bg-panel p-4 text-left hover:border-line-strong hover:bg-raised"
    >
      <span className="flex w-full items-start justify-between">
        <span className="flex size-8 items-center justify-center rounded-option bg-active">
          <Icon icon={icon} size={18} />
        </span>
        <Kbd keys={keyName} />
      </span>
      <span className="mt-4 text-title font-semibold">{title}</span>
      <span className="mt-0.5 text-meta text-fg-2">{children}</span>
    </button>
  )
}
