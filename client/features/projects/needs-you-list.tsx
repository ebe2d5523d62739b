import { ChevronRight, CircleCheck, TriangleAlert } from 'lucide-react'
import { useMemo, type ReactElement } from 'react'
import { Link } from 'wouter'
import { filmPath } from '#client/session/routes.ts'
import { useClipTitles } from '#client/session/use-clip-titles.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { FilmCover } from './film-cover.tsx'
import type { Need } from './needs-you.ts'

/** What waits for a person; each entry leads to where it can be dealt with. */
export function NeedsYou({ needs }: { needs: readonly Need[] }): ReactElement {
  const titles = useClipTitles(useMemo(() => needs.map((need) => need.job), [needs]))
  return (
    <section aria-label="Needs you">
      <h2 className="flex h-9 items-center gap-2 text-title font-semibold">
        Needs you {needs.length > 0 ? <span className="font-normal text-fg-3">{needs.length}</span> : null}
      </h2>
      {needs.length === 0 ? (
        <p className="flex items-center gap-2 border-t border-line py-4 text-fg-2">
          <Icon icon={CircleCheck} className="text-ok" /> Nothing waits for you.
        </p>
      ) : (
        <ul>
          {needs.map((need) => (
            <li key={need.id}>
              <Link
                href={filmPath(need.film.id, 'board', need.job.clip_id)}
                className="flex items-center gap-3 border-t border-line py-3.5 hover:bg-hover"
              >
                <span className="h-11 w-[76px] shrink-0 overflow-hidden rounded-thumb">
                  <FilmCover sha256={need.film.coverSha256} width={160} />
                </span>
                <span className="min-w-0 grow">
                  <span className="flex items-center gap-1.5 font-medium text-bad">
                    <Icon icon={TriangleAlert} size={14} /> Take failed
                  </span>
                  <span className="block truncate text-meta text-fg-2">
                    {reasonOf(need, titles.get(need.job.clip_id)?.number)},{' '}
                    <span className="text-fg-3">{need.film.name}</span>
                  </span>
                </span>
                <Icon icon={ChevronRight} className="shrink-0 text-fg-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** "3.07 ran out of GPU memory": the clip is named where this device knows it. */
function reasonOf({ reason }: Need, number: string | undefined): string {
  const plain = reason.replace(/[.\s]+$/, '')
  return number ? `${number} ${plain.charAt(0).toLowerCase()}${plain.slice(1)}` : plain
}
