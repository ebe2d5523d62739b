import { ArrowRight, CirclePlus, Equal, MoveVertical, PencilLine, Trash2, type LucideIcon } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import { filmPath } from '#client/session/routes.ts'
import { useProject } from '#client/session/use-session.tsx'
import { changedWords, type WordPart } from '#client/ui/changed-words.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Segmented } from '#client/ui/segmented.tsx'
import { count } from '#client/ui/words.ts'
import type { VersionChange } from '#shared/document/versions/compare.ts'
import type { FieldChange } from '#shared/document/versions/field-changes.ts'

type Filter = 'all' | VersionChange['kind']

const KINDS: Readonly<Record<VersionChange['kind'], { readonly label: string; readonly icon: LucideIcon }>> = {
  added: { label: 'Added', icon: CirclePlus },
  deleted: { label: 'Deleted', icon: Trash2 },
  changed: { label: 'Changed', icon: PencilLine },
  moved: { label: 'Moved', icon: MoveVertical },
}

/** Everything in which the film reads otherwise than the version did, in words and story order. */
export function VersionChanges({
  projectId,
  changes,
}: {
  projectId: string
  changes: readonly VersionChange[]
}): ReactElement {
  const [filter, setFilter] = useState<Filter>('all')
  const kinds = Object.keys(KINDS) as VersionChange['kind'][]
  const of = (kind: Filter): readonly VersionChange[] =>
    kind === 'all' ? changes : changes.filter((change) => change.kind === kind)
  if (changes.length === 0) {
    return (
      <EmptyState icon={Equal} title="Nothing is different">
        The film reads as it did in this version.
      </EmptyState>
    )
  }
  const shown = of(filter)
  return (
    <div className="p-4">
      <div className="overflow-x-auto pb-1">
        <Segmented
          label="Which changes"
          className="whitespace-nowrap"
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'all', label: `All ${changes.length}` },
            ...kinds.map((kind) => ({ value: kind, label: `${KINDS[kind].label} ${of(kind).length}` })),
          ]}
        />
      </div>
      {shown.length === 0 ? (
        <p className="py-6 text-fg-2">
          Nothing was {KINDS[filter as VersionChange['kind']].label.toLowerCase()} since.
        </p>
      ) : (
        <ul aria-label="Changes since this version" className="mt-2">
          {shown.map((change, index) => (
            <ChangeRow key={index} projectId={projectId} change={change} />
          ))}
        </ul>
      )}
    </div>
  )
}

/** "Clip added", "2 takes deleted", "Scene deleted with 6 clips". */
function changeWords({ kind, entity, count: number }: VersionChange): string {
  if (entity === 'take') return `${count(number, 'take')} ${kind}`
  const noun = entity === 'pool' ? 'Offered take' : entity.charAt(0).toUpperCase() + entity.slice(1)
  const clips = entity === 'scene' && number > 0 ? ` with ${count(number, 'clip')}` : ''
  return `${noun} ${kind}${clips}`
}

function ChangeRow({ projectId, change }: { projectId: string; change: VersionChange }): ReactElement {
  const { kind, entity, id, title, from, to, fields } = change
  const isHere = useProject(
    ({ clips, scenes }) =>
      (entity === 'clip' || entity === 'take') &&
      id !== null &&
      clips.get(id)?.deletedAt === null &&
      scenes.get(clips.get(id)?.sceneId ?? '')?.deletedAt === null,
  )
  return (
    <li data-change={kind} className="flex gap-3 border-b border-line py-3 last:border-b-0">
      <Icon icon={KINDS[kind].icon} className="mt-0.5 shrink-0 text-fg-3" />
      <div className="min-w-0 grow">
        <p className="min-w-0 text-body font-medium">
          {isHere ? (
            <Link href={filmPath(projectId, 'board', id)} className="hover:underline">
              {title}
            </Link>
          ) : (
            title
          )}
        </p>
        <p className="text-meta text-fg-2">{changeWords(change)}</p>
        {from === null || to === null ? null : (
          <p className="mt-1 flex flex-wrap items-center gap-x-1.5 text-meta">
            <span className="text-fg-2">{from}</span>
            <Becomes />
            <span>{to}</span>
          </p>
        )}
        {fields.length > 0 ? (
          <dl className="mt-1.5 flex flex-col gap-1.5">
            {fields.map((field) => (
              <FieldRow key={field.field} field={field} />
            ))}
          </dl>
        ) : null}
      </div>
    </li>
  )
}

function Becomes(): ReactElement {
  return (
    <>
      <Icon icon={ArrowRight} size={12} className="text-fg-3" />
      <span className="sr-only">became</span>
    </>
  )
}

/** Texts longer than this get a line each, with the words that differ marked. */
const SHORT = 40

function FieldRow({ field }: { field: FieldChange }): ReactElement {
  const { label, before, after } = field
  const isLong = (before ?? '').length > SHORT || (after ?? '').length > SHORT
  if (!isLong) {
    return (
      <div className="flex flex-wrap items-baseline gap-x-2 text-meta">
        <dt className="w-28 shrink-0 text-fg-2">{label}</dt>
        <dd className="flex min-w-0 flex-wrap items-center gap-x-1.5">
          <span className="text-fg-2">{before ?? 'None'}</span>
          <Becomes />
          <span className="font-medium">{after ?? 'None'}</span>
        </dd>
      </div>
    )
  }
  const parts = changedWords(before ?? '', after ?? '')
  return (
    <div className="text-meta">
      <dt className="text-fg-2">{label}</dt>
      <dd className="mt-1 flex flex-col gap-1">
        <Words side="Before" parts={parts.mine} />
        <Words side="Now" parts={parts.theirs} />
      </dd>
    </div>
  )
}

function Words({ side, parts }: { side: 'Before' | 'Now'; parts: readonly WordPart[] }): ReactElement {
  return (
    <div className="flex gap-2 rounded-control bg-field px-2 py-1.5">
      <span className="w-12 shrink-0 text-fg-2">{side}</span>
      <span className="min-w-0 whitespace-pre-wrap select-text">
        {parts.length === 0 ? <span className="text-fg-2">None</span> : null}
        {parts.map((part, index) =>
          part.changed ? (
            <b key={index} className="font-semibold">
              {part.text}
            </b>
          ) : (
            <span key={index} className="text-fg-2">
              {part.text}
            </span>
          ),
        )}
      </span>
    </div>
  )
}
