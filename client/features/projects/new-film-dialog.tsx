import { AudioLines } from 'lucide-react'
import { useId, useRef, useState, type FormEvent, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { filmPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Dialog } from '#client/ui/dialog.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Segmented } from '#client/ui/segmented.tsx'
import { Select } from '#client/ui/select.tsx'
import { TextArea, TextField } from '#client/ui/text-field.tsx'
import { count, fileSize } from '#client/ui/words.ts'
import { must } from '#shared/util/assert.ts'
import { filmNameOf, makeEmptyFilm, makeFilmFromSong, makeFilmFromText } from './film-edits.ts'
import { FRAME_RATES, SHAPES } from './film-shapes.ts'
import { parseScript } from './parse-script.ts'
import type { Start } from './project-actions.ts'

const STARTS: readonly { value: Start; label: string }[] = [
  { value: 'from-song', label: 'Song' },
  { value: 'from-text', label: 'Lyrics or script' },
  { value: 'from-empty', label: 'Empty' },
]

/** Makes a film: over a song, from a text, or empty. */
export function NewFilmDialog({
  start,
  onStartChange,
  onClose,
}: {
  /** Which start is open; null while the dialog is closed. */
  start: Start | null
  onStartChange: (start: Start) => void
  onClose: () => void
}): ReactElement | null {
  return start ? <OpenDialog start={start} onStartChange={onStartChange} onClose={onClose} /> : null
}

/** What was typed stays while the app is open: Escape never throws a pasted text away. */
const draft = { name: '', text: '' }

function OpenDialog({
  start,
  onStartChange,
  onClose,
}: {
  start: Start
  onStartChange: (start: Start) => void
  onClose: () => void
}): ReactElement {
  const { projects, media, clock } = useServices()
  const [, navigate] = useLocation()
  const [name, setName] = useState(draft.name)
  const [text, setText] = useState(draft.text)
  const [song, setSong] = useState<File | null>(null)
  const [rate, setRate] = useState('24')
  const [shape, setShape] = useState('16:9')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const scenes = parseScript(text)

  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setProblem(null)
    const { width, height } = must(
      SHAPES.find((one) => one.value === shape),
      'a chosen shape is one of the list',
    )
    const { rate: frameRate } = must(
      FRAME_RATES.find((one) => one.value === rate),
      'a chosen rate is one of the list',
    )
    const fallback = song ? filmNameOf(song.name) : 'New film'
    const film = { name: name.trim() || fallback, frameRate, width, height }
    const makers = { projects, media, newId: clock.newId }
    if (start === 'from-song' && !song) return setProblem('Choose a song first')
    if (start === 'from-text' && scenes.length === 0) return setProblem('Paste some text first')
    setBusy(true)
    try {
      const id =
        start === 'from-song' && song
          ? await makeFilmFromSong(makers, film, song)
          : start === 'from-text'
            ? await makeFilmFromText(makers, film, scenes)
            : await makeEmptyFilm(makers, film)
      draft.name = ''
      draft.text = ''
      navigate(filmPath(id), { replace: true })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }

  const form = useId()
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New film"
      focusFirst={start === 'from-song' ? 'button:not([role])' : 'textarea, input:not([type=radio], [type=file])'}
      footer={
        <>
          <p role="alert" className="mr-auto min-w-0 text-meta text-bad">
            {problem}
          </p>
          <Button look="quiet" size="dialog" onClick={onClose}>
            Cancel
          </Button>
          <Button look="main" size="dialog" type="submit" form={form} disabled={busy}>
            {busy && start === 'from-song' ? 'Reading the song' : 'Make the film'}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-4" onSubmit={(event) => void make(event)}>
        <Segmented label="Start from" value={start} options={STARTS} onChange={onStartChange} className="flex" />
        {start === 'from-song' ? <SongField song={song} onChange={setSong} /> : null}
        {start === 'from-text' ? (
          <TextArea
            label="Lyrics or script"
            rows={8}
            maxRows={14}
            value={text}
            placeholder={'[Verse 1]\nLow tide and a grey coat…'}
            hint={
              scenes.length === 0
                ? 'Each heading ([Chorus], INT. KITCHEN, # Pier) begins a scene; without headings each blank line does.'
                : `${count(scenes.length, 'scene')}: ${scenes
                    .slice(0, 4)
                    .map((scene) => scene.part || scene.name)
                    .join(', ')}${scenes.length > 4 ? ' …' : ''}`
            }
            onChange={(event) => {
              setText(event.target.value)
              draft.text = event.target.value
            }}
          />
        ) : null}
        <TextField
          label="Name"
          value={name}
          maxLength={200}
          placeholder={song ? filmNameOf(song.name) : 'New film'}
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value)
            draft.name = event.target.value
          }}
        />
        <div className="grid grid-cols-2 gap-3">
          <Select
            label="Shape"
            value={shape}
            onChange={setShape}
            options={SHAPES.map(({ value, label, detail }) => ({ value, label, detail }))}
          />
          <Select
            label="Frames per second"
            value={rate}
            onChange={setRate}
            options={FRAME_RATES.map(({ value, label }) => ({ value, label }))}
          />
        </div>
      </form>
    </Dialog>
  )
}

function SongField({ song, onChange }: { song: File | null; onChange: (song: File | null) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setOver(false)
        onChange(event.dataTransfer.files[0] ?? null)
      }}
      className={cn(
        'flex items-center gap-3 rounded-option border border-dashed border-control p-4',
        over && 'ring-chosen bg-accent-quiet',
      )}
    >
      <Icon icon={AudioLines} size={20} className="shrink-0 text-fg-2" />
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{song ? song.name : 'Drop a song here'}</p>
        <p className="text-meta text-fg-3">
          {song ? fileSize(song.size) : 'It lies under the film. Give its tempo in the inspector to snap to the beat.'}
        </p>
      </div>
      <Button onClick={() => input.current?.click()}>{song ? 'Choose another' : 'Choose a file'}</Button>
      <input
        ref={input}
        type="file"
        accept="audio/*"
        aria-label="Song"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => onChange(event.target.files?.[0] ?? null)}
      />
    </div>
  )
}
