import { Trash2 } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Select } from '#client/ui/select.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import type { ProjectRole } from '#shared/model/roles.ts'
import { FILM_ROLES, filmRoleName, untilWords } from './access-words.ts'
import { AnswerView } from './answer-view.tsx'
import { CopyOnce } from './copy-once.tsx'
import { FormProblem } from './door-frame.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

type GuestRole = Exclude<ProjectRole, 'owner'>

const GUEST_ROLES = FILM_ROLES.flatMap((option) =>
  option.value === 'owner' ? [] : [{ ...option, value: option.value satisfies GuestRole }],
)

const LASTS = [
  { value: '1', label: 'One day' },
  { value: '7', label: 'A week' },
  { value: '30', label: 'A month' },
  { value: 'never', label: 'Until revoked' },
] as const

/** Links that let guests into a film without an account; each is shown once and can be revoked at any time. */
export function ShareLinks({ projectId }: { projectId: string }): ReactElement {
  const { api } = useServices()
  const attempt = useAttempt()
  const [role, setRole] = useState<GuestRole>('viewer')
  const [lasts, setLasts] = useState<(typeof LASTS)[number]['value']>('30')
  const [note, setNote] = useState('')
  const [password, setPassword] = useState('')
  const [address, setAddress] = useState<string | null>(null)
  const [links, ask] = useAnswer(
    useCallback((signal: AbortSignal) => api.access.listShareLinks(projectId, { signal }), [api, projectId]),
  )
  const make = (): void =>
    void attempt.run(async () => {
      const made = await api.access.makeShareLink(projectId, {
        role,
        note: note.trim(),
        expires_in_days: lasts === 'never' ? null : Number(lasts),
        ...(password === '' ? {} : { password }),
      })
      setAddress(location.origin + made.path)
      setNote('')
      setPassword('')
      await ask()
    })
  return (
    <section aria-labelledby="share-links">
      <h3 id="share-links" className="text-title font-semibold">
        Guest links
      </h3>
      <p className="mb-2 text-meta text-fg-3">Whoever has the link comes into this film alone, without an account.</p>
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="grid grid-cols-2 items-end gap-2 sm:grid-cols-4"
        onSubmit={(event) => {
          event.preventDefault()
          make()
        }}
      >
        <Select label="Guests come as" value={role} options={GUEST_ROLES} onChange={setRole} />
        <Select label="It opens for" value={lasts} options={LASTS} onChange={setLasts} />
        <TextField
          label="Password, if any"
          type="password"
          autoComplete="new-password"
          error={attempt.fieldProblem('password')}
          value={password}
          minLength={4}
          maxLength={256}
          onChange={(event) => setPassword(event.target.value)}
        />
        <TextField label="For whom" value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
        <Button size="dialog" type="submit" disabled={attempt.busy} className="col-span-2 sm:col-span-4 sm:ml-auto">
          Make a guest link
        </Button>
      </form>
      {address ? (
        <div className="mt-3">
          <CopyOnce label="Guest link" value={address} hint="Shown only this once. Make another one if it gets lost" />
        </div>
      ) : null}
      <AnswerView answer={links} what="The guest links" onRetry={() => void ask()}>
        {(list) =>
          list.length === 0 ? null : (
            <ul aria-label="Guest links" className="mt-2">
              {list.map((link) => (
                <li key={link.id} className="flex min-h-11 items-center gap-2.5 border-b border-line py-1.5">
                  <span className="min-w-0 grow">
                    <span className="block truncate">{link.note || 'A guest link'}</span>
                    <span className="block text-meta text-fg-3">
                      {filmRoleName(link.role)}, {untilWords(link.expires_at)}
                      {link.has_password ? ', with a password' : ''}
                    </span>
                  </span>
                  <IconButton
                    icon={Trash2}
                    label={`Revoke ${link.note || 'this guest link'}`}
                    disabled={attempt.busy}
                    onClick={() =>
                      void attempt.run(async () => {
                        await api.access.removeShareLink(projectId, link.id)
                        await ask()
                      })
                    }
                  />
                </li>
              ))}
            </ul>
          )
        }
      </AnswerView>
    </section>
  )
}
