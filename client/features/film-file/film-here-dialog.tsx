import { RadioGroup } from 'radix-ui'
import { useState, type ReactElement } from 'react'
import type { BringWay } from '#client/session/film-file/bring-film-file.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { relationWords } from './film-file-words.ts'
import type { FilmHereQuestion } from './open-film-file.ts'

const DAY: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
}

/** Asks what becomes of a file whose film is here already. */
export function FilmHereDialog({
  question,
  onAnswer,
}: {
  question: FilmHereQuestion
  /** Hears null where the person called it off. */
  onAnswer: (way: BringWay | null) => void
}): ReactElement {
  const { filmName, fileName, madeAt, here } = question
  const [way, setWay] = useState<BringWay>(here.relation === 'here-has-all' ? 'copy' : 'same')
  const inTrash = here.entry.deletedAt !== null
  const options: readonly { value: BringWay; title: string; text: string }[] = [
    {
      value: 'same',
      title: 'Merge into the film here',
      text: inTrash ? `${relationWords(here.relation)} The film comes out of the trash.` : relationWords(here.relation),
    },
    {
      value: 'copy',
      title: 'Open as a copy',
      text: `A second film, “${filmName} copy”. The one here stays as it is.`,
    },
  ]
  return (
    <Dialog
      open
      onOpenChange={() => onAnswer(null)}
      title={inTrash ? `${filmName} is in the trash here` : `${filmName} is here already`}
      description={`${fileName} was saved on ${new Date(madeAt).toLocaleString('en-GB', DAY)}`}
      footer={
        <>
          <Button look="quiet" size="dialog" onClick={() => onAnswer(null)}>
            Cancel
          </Button>
          <Button look="main" size="dialog" onClick={() => onAnswer(way)}>
            {way === 'same' ? 'Merge' : 'Open the copy'}
          </Button>
        </>
      }
    >
      <RadioGroup.Root
        aria-label="What becomes of the file"
        value={way}
        onValueChange={(value) => setWay(value === 'copy' ? 'copy' : 'same')}
        className="flex flex-col gap-2"
      >
        {options.map(({ value, title, text }) => (
          <RadioGroup.Item
            key={value}
            value={value}
            className="rounded-option border border-line-strong p-3 text-left data-[state=checked]:ring-chosen data-[state=checked]:bg-accent-quiet"
          >
            <span className="block font-medium">{title}</span>
            <span className="mt-0.5 block text-meta text-fg-2">{text}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </Dialog>
  )
}
