import { RadioGroup } from 'radix-ui'
import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import type { TextConflict } from '#client/session/text-conflicts.ts'
import { useConflicts, useProject, useSession } from '#client/session/use-session.tsx'
import { Avatar } from '#client/ui/avatar.tsx'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { ago } from '#client/ui/words.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { changedWords, type WordPart } from '#client/ui/changed-words.ts'

const FIELDS: Readonly<Record<TextConflict['address']['field'], string>> = {
  imagePrompt: 'Image prompt',
  videoPrompt: 'Video prompt',
  negativePrompt: 'Negative prompt',
  lyrics: 'Lyrics',
}

/** "Image prompt of 3.03". */
export function conflictTitle({ address }: TextConflict, snapshot: ProjectSnapshot): string {
  const of = address.entity === 'clip' ? snapshot.clips.get(address.id)?.number : snapshot.scenes.get(address.id)?.name
  return `${FIELDS[address.field]}${of ? ` of ${of}` : ''}`
}

/** What a conflict says where the other person's name is not known. */
const UNKNOWN = 'Somebody'

type Side = 'mine' | 'theirs'

/** Texts that two people changed in one sentence: both versions side by side, and neither is lost. */
export function TextConflictDialog({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}): ReactElement | null {
  const conflicts = useConflicts()
  const conflict = conflicts[0]
  if (!conflict) return null
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={conflicts.length === 1 ? 'Two versions of one text' : `Two versions of ${conflicts.length} texts`}
      size="small"
    >
      <Versions key={conflict.id} conflict={conflict} onDone={() => conflicts.length === 1 && onOpenChange(false)} />
    </Dialog>
  )
}

function Versions({ conflict, onDone }: { conflict: TextConflict; onDone: () => void }): ReactElement {
  const session = useSession()
  const snapshot = useProject()
  const { profile, clock } = useServices()
  const me = useReadable(profile)
  const [chosen, setChosen] = useState<Side>('mine')
  const parts = changedWords(conflict.mine, conflict.theirs)
  const decide = (keep: Side | 'both'): void => {
    void session.conflicts.resolve(conflict.id, keep)
    onDone()
  }
  const sides: { side: Side; name: string; hue: number; heading: string; words: readonly WordPart[] }[] = [
    { side: 'mine', name: me.name, hue: me.hue, heading: 'Yours', words: parts.mine },
    { side: 'theirs', name: conflict.who, hue: me.hue + 1, heading: `${conflict.who}’s`, words: parts.theirs },
  ]
  return (
    <div>
      <h3 className="text-title font-semibold">{conflictTitle(conflict, snapshot)}</h3>
      <p className="text-meta text-fg-3">
        You and {conflict.who === UNKNOWN ? 'somebody else' : conflict.who} changed the same sentence,{' '}
        {ago(conflict.at, clock.now())}
      </p>
      <RadioGroup.Root
        aria-label="Version to keep"
        value={chosen}
        onKeyDown={(event) => {
          if (event.key === '1') setChosen('mine')
          if (event.key === '2') setChosen('theirs')
        }}
        onValueChange={(side) => setChosen(side === 'mine' ? 'mine' : 'theirs')}
        className="mt-3 flex flex-col gap-2"
      >
        {sides.map(({ side, name, hue, heading, words }, index) => (
          <RadioGroup.Item
            key={side}
            value={side}
            className="rounded-option border border-line-strong p-3 text-left data-[state=checked]:ring-chosen data-[state=checked]:bg-accent-quiet"
          >
            <span className="mb-1.5 flex items-center gap-2 text-meta text-fg-2">
              <Avatar name={name} hue={hue} size={16} />
              <span className="grow">{heading}</span>
              <Kbd keys={String(index + 1)} />
            </span>
            <span className="block whitespace-pre-wrap">
              {words.map((part, at) =>
                part.changed ? (
                  <b key={at} className="font-semibold">
                    {part.text}
                  </b>
                ) : (
                  <span key={at}>{part.text}</span>
                ),
              )}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button look="main" size="dialog" onClick={() => decide(chosen)}>
          {chosen === 'mine' ? 'Keep yours' : `Keep ${conflict.who}’s`}
        </Button>
        <Button look="quiet" size="dialog" onClick={() => decide('both')}>
          Keep both
        </Button>
        <span className="ml-auto text-meta text-fg-3">Undo brings the other one back</span>
      </div>
    </div>
  )
}
