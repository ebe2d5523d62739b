import { Music2, Upload } from 'lucide-react'
import { useCallback, useRef, useState, type ReactElement } from 'react'
import { setFrameRate, setMusic, updateProject } from '#shared/commands/project-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { formatFrameRate } from '#shared/model/time.ts'
import { useServices } from '../../session/services-context.tsx'
import { useProject, useSession } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { EditFieldset } from '../../ui/edit-lock.tsx'
import { Icon } from '../../ui/icon-button.tsx'
import { KeptField } from '../../ui/kept-field.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { Select } from '../../ui/select.tsx'
import { toasts } from '../../ui/toast-store.ts'
import { clockTime } from '../../ui/words.ts'
import { FRAME_RATES, SHAPES } from './film-shapes.ts'

/** Settings of the whole film: shown while nothing is selected. */
export function FilmInspector(): ReactElement {
  const session = useSession()
  const { media } = useServices()
  const film = useProject(useCallback((snapshot: ProjectSnapshot) => snapshot.project, []))
  const song = useRef<HTMLInputElement>(null)
  const [reading, setReading] = useState(false)
  const rate = formatFrameRate(film.frameRate)
  const shape = SHAPES.find((one) => one.width === film.width && one.height === film.height)
  const size = `${film.width}×${film.height}`

  const addSong = async (file: File): Promise<void> => {
    setReading(true)
    try {
      const added = await media.addFile(session.projectId, file)
      if (added.kind !== 'audio')
        throw new Error(`${file.name} is not a sound. Choose an MP3, WAV, FLAC, OGG or M4A file`)
      const { sha256, mime, fileName, durationSeconds } = added
      const music = { sha256, mime, fileName, durationSeconds, bpm: null, firstBeatSeconds: 0, beatsPerBar: 4 }
      session.run(setMusic, { music }, { label: 'Set the song' })
    } catch (error) {
      toasts.show({
        title: 'The song was not added',
        detail: error instanceof Error ? error.message : undefined,
        tone: 'alert',
      })
    } finally {
      setReading(false)
    }
  }

  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="flex h-11 shrink-0 items-center border-b border-line px-4">
        <h2 className="text-title font-semibold">Film</h2>
      </header>
      <div className="space-y-3.5 p-4">
        <KeptField
          label="Name"
          value={film.name}
          onKeep={(name) => name !== '' && session.run(updateProject, { name }, { label: 'Rename film' })}
        />
        <KeptField
          label="Description"
          value={film.description}
          placeholder="What it is about and how it should look"
          lines
          onKeep={(description) => session.run(updateProject, { description }, { label: 'Describe film' })}
        />
        <EditFieldset className="grid grid-cols-2 gap-2">
          <Select
            label="Frame rate"
            value={rate}
            options={[
              ...FRAME_RATES.map(({ value, label }) => ({ value, label: `${label} fps` })),
              ...(FRAME_RATES.some(({ value }) => value === rate) ? [] : [{ value: rate, label: `${rate} fps` }]),
            ]}
            onChange={(value) => {
              const chosen = FRAME_RATES.find((one) => one.value === value)
              if (chosen) session.run(setFrameRate, { frameRate: chosen.rate }, { label: 'Change frame rate' })
            }}
          />
          <Select
            label="Shape"
            value={shape?.value ?? size}
            options={[
              ...SHAPES.map(({ value, label, detail }) => ({ value, label, detail })),
              ...(shape ? [] : [{ value: size, label: size }]),
            ]}
            onChange={(value) => {
              const chosen = SHAPES.find((one) => one.value === value)
              if (chosen)
                session.run(updateProject, { width: chosen.width, height: chosen.height }, { label: 'Change shape' })
            }}
          />
        </EditFieldset>
        <section aria-label="Song" className="space-y-2 border-t border-line pt-3.5">
          <h3 className="text-body font-medium">Song</h3>
          {film.music ? (
            <>
              <p className="flex items-center gap-2 text-meta text-fg-2">
                <Icon icon={Music2} size={14} className="shrink-0" />
                <span className="min-w-0 truncate">{film.music.fileName}</span>
                <span className="ml-auto shrink-0">{clockTime(film.music.durationSeconds)}</span>
              </p>
              <EditFieldset className="grid grid-cols-2 gap-2">
                <NumberField
                  label="Beats a minute"
                  optional
                  value={film.music.bpm}
                  placeholder="Unknown"
                  min={20}
                  max={400}
                  onCommit={(bpm) =>
                    film.music && session.run(setMusic, { music: { ...film.music, bpm } }, { label: 'Change tempo' })
                  }
                />
                <NumberField
                  label="First beat"
                  value={film.music.firstBeatSeconds}
                  min={0}
                  max={600}
                  step={0.01}
                  bigStep={0.1}
                  units={{ s: 1 }}
                  format={(value) => `${value.toFixed(2)} s`}
                  onCommit={(at) =>
                    film.music &&
                    at !== null &&
                    session.run(
                      setMusic,
                      { music: { ...film.music, firstBeatSeconds: at } },
                      { label: 'Move first beat' },
                    )
                  }
                />
              </EditFieldset>
            </>
          ) : (
            <p className="text-meta text-fg-3">No song yet. The timeline shows its waveform and plays it.</p>
          )}
          <input
            ref={song}
            type="file"
            accept="audio/*"
            aria-label="Choose a song"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              const [file] = event.target.files ?? []
              if (file) void addSong(file)
              event.target.value = ''
            }}
          />
          <div className="flex flex-wrap gap-2">
            <Button locks="edits" size="dense" disabled={reading} onClick={() => song.current?.click()}>
              <Icon icon={Upload} size={13} />
              {reading ? 'Reading the song' : film.music ? 'Replace song' : 'Choose a song'}
            </Button>
            {film.music ? (
              <Button
                locks="edits"
                size="dense"
                look="quiet"
                onClick={() => session.run(setMusic, { music: null }, { label: 'Take the song out' })}
              >
                Take it out
              </Button>
            ) : null}
          </div>
        </section>
      </div>
    </div>
  )
}
