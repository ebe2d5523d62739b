import { RadioGroup } from 'radix-ui'
import { useEffect, useState, type ReactElement } from 'react'
import type { FilmSurvey } from '#client/session/film-file/save-film-file.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Dialog } from '#client/ui/dialog.tsx'
import { fileSize } from '#client/ui/words.ts'
import { MediaScope } from '#shared/interchange/film-file/manifest.ts'
import { awayWords, contentWords } from './film-file-words.ts'
import { saveFilm } from './save-film.ts'

const TITLES: Readonly<Record<MediaScope, string>> = {
  all: 'All takes',
  picked: 'Picked takes',
  none: 'No media',
}

/** Asks which media go into a film's file, and says what that means before it is written. */
export function SaveFilmDialog({ projectId, onClose }: { projectId: string; onClose: () => void }): ReactElement {
  const services = useServices()
  const server = useReadable(services.server)
  const { survey, problem } = useSurvey(projectId)
  const [scope, setScope] = useState<MediaScope>('all')
  const away = survey ? awayWords(survey.scopes[scope], server) : null
  // One choice may have nothing to say where another has: the dialog keeps its size between them.
  const hasNotes = problem !== null || (survey !== null && survey.scopes.all.away.length > 0)
  const save = async (): Promise<void> => {
    if (survey && (await saveFilm(services, projectId, survey, scope))) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Save as a .storycanvas file"
      description={survey ? `${survey.filmName} in one file that any StoryCanvas opens` : 'Looking at the film'}
      footer={
        <>
          <Button look="quiet" size="dialog" onClick={onClose}>
            Cancel
          </Button>
          <Button look="main" size="dialog" disabled={!survey} onClick={() => void save()}>
            Save the file
          </Button>
        </>
      }
    >
      <RadioGroup.Root
        aria-label="Media in the file"
        value={scope}
        onValueChange={(value) => setScope(MediaScope.parse(value))}
        className="flex flex-col gap-2"
      >
        {MediaScope.options.map((one) => (
          <ScopeOption key={one} scope={one} survey={survey} />
        ))}
      </RadioGroup.Root>
      <p role="status" className={cn('text-meta text-fg-2', hasNotes && 'mt-3 min-h-12')}>
        {problem ?? away}
      </p>
    </Dialog>
  )
}

function ScopeOption({ scope, survey }: { scope: MediaScope; survey: FilmSurvey | null }): ReactElement {
  return (
    <RadioGroup.Item
      value={scope}
      className="rounded-option border border-line-strong p-3 text-left data-[state=checked]:ring-chosen data-[state=checked]:bg-accent-quiet"
    >
      <span className="flex items-baseline justify-between gap-3">
        <span className="font-medium">{TITLES[scope]}</span>
        <span className="shrink-0 text-fg-2">{survey ? fileSize(survey.scopes[scope].bytes) : 'Measuring'}</span>
      </span>
      <span className="mt-0.5 block min-h-4 text-meta text-fg-2">
        {survey ? contentWords(survey.scopes[scope]) : null}
      </span>
    </RadioGroup.Item>
  )
}

function useSurvey(projectId: string): { survey: FilmSurvey | null; problem: string | null } {
  const { filmFiles } = useServices()
  const [state, setState] = useState<{ survey: FilmSurvey | null; problem: string | null }>({
    survey: null,
    problem: null,
  })
  useEffect(() => {
    let left = false
    filmFiles.survey(projectId).then(
      (survey) => {
        if (!left) setState({ survey, problem: null })
      },
      (error: unknown) => {
        if (!left) setState({ survey: null, problem: error instanceof Error ? error.message : String(error) })
      },
    )
    return () => {
      left = true
    }
  }, [filmFiles, projectId])
  return state
}
