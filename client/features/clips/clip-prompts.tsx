import { useCallback, useState, type ReactElement } from 'react'
import { editPrompt } from '#shared/commands/clip-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import type { PromptField } from '#shared/model/clip.ts'
import { useProject, useSession, useSharedText } from '../../session/use-session.tsx'
import { cn } from '../../ui/cn.ts'
import { useLocked } from '../../ui/edit-lock.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { fieldClass } from '../../ui/text-field.tsx'
import { shared } from './clip-timing.tsx'

const FIELDS: readonly { value: PromptField; label: string; hint: string }[] = [
  { value: 'imagePrompt', label: 'Image', hint: 'What the picture shows' },
  { value: 'videoPrompt', label: 'Video', hint: 'What moves, and how the camera does' },
  { value: 'negativePrompt', label: 'Negative', hint: 'What to keep out' },
]

const BOX = cn(fieldClass, 'min-h-24 resize-y py-2 leading-[18px]')

function SharedPrompt({
  id,
  field,
  label,
  hint,
}: {
  id: string
  field: PromptField
  label: string
  hint: string
}): ReactElement {
  const binding = useSharedText('clip', id, field)
  return <textarea {...binding} aria-label={label} placeholder={hint} rows={5} className={BOX} />
}

/** One text for several clips: it replaces theirs when it is left. */
function CommonPrompt({
  clipIds,
  field,
  label,
}: {
  clipIds: readonly string[]
  field: PromptField
  label: string
}): ReactElement {
  const session = useSession()
  const common = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) => shared(clipIds.map((id) => snapshot.clips.get(id)?.[field] ?? '')),
      [clipIds, field],
    ),
  )
  const locked = useLocked('edits')
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <textarea
      aria-label={label}
      placeholder={
        common === null ? 'Mixed. What you write here replaces all of them' : 'The same for all selected clips'
      }
      rows={5}
      readOnly={locked !== null}
      value={draft ?? common ?? ''}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (draft === null) return
        setDraft(null)
        if (draft === common) return
        session.group(`Edit prompts of ${clipIds.length} clips`, () => {
          for (const id of clipIds) session.run(editPrompt, { id, field, text: draft })
        })
      }}
      className={BOX}
    />
  )
}

/** The three prompts of a clip, edited together with whoever else is here. */
export function ClipPrompts({ clipIds }: { clipIds: readonly string[] }): ReactElement {
  const [field, setField] = useState<PromptField>('imagePrompt')
  const only = clipIds.length === 1 ? clipIds[0] : undefined
  const { label, hint } = FIELDS.find((one) => one.value === field)!
  const name = `${label} prompt`
  return (
    <div className="space-y-2">
      <Segmented label="Prompt" value={field} options={FIELDS} onChange={setField} />
      {only ? (
        <SharedPrompt key={`${only}:${field}`} id={only} field={field} label={name} hint={hint} />
      ) : (
        <CommonPrompt key={field} clipIds={clipIds} field={field} label={name} />
      )}
    </div>
  )
}
