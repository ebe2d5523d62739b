import { useCallback, useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { filmPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { filmRoleName } from './access-words.ts'
import { DeadLink } from './dead-link.tsx'
import { DoorFrame, FormProblem } from './door-frame.tsx'
import { PasswordField } from './password-field.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'
import { useLinkCode } from './use-link-code.ts'

/** Where a share link leads: one film, without an account. */
export function GuestView(): ReactElement | null {
  const { api, access, profile } = useServices()
  const { who } = useReadable(access)
  const secret = useLinkCode()
  const [, navigate] = useLocation()
  const attempt = useAttempt()
  const [name, setName] = useState(profile.get().name)
  const [password, setPassword] = useState('')
  const [answer] = useAnswer(
    useCallback((signal: AbortSignal) => api.access.lookAtShareLink(secret, { signal }), [api, secret]),
  )
  if (answer.state === 'asking') return null
  if (answer.state === 'failed') return <DeadLink title="This link does not work" error={answer.error} />
  const { project_name: film, role, made_by: maker, needs_password: needsPassword } = answer.value
  const signedIn = who?.signed_in === true && who.kind === 'account'
  const open = async (): Promise<void> => {
    const opened = await api.access.openShareLink({ secret, name: name.trim(), ...(needsPassword && { password }) })
    await access.refresh()
    if (!signedIn && name.trim() !== '') await profile.change({ name: name.trim() })
    navigate(filmPath(opened.project_id), { replace: true })
  }
  return (
    <DoorFrame
      title={film ?? 'A film is shared with you'}
      lead={`${maker} lets you in as ${filmRoleName(role).toLowerCase()}. No account is needed.`}
    >
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt.run(open)
        }}
      >
        {signedIn ? null : (
          <TextField
            label="Your name"
            hint="Others in the film read it"
            value={name}
            maxLength={60}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
        {needsPassword ? (
          <PasswordField
            label="Password of the link"
            error={attempt.fieldProblem('password')}
            value={password}
            onChange={setPassword}
          />
        ) : null}
        <Button look="main" size="large" type="submit" disabled={attempt.busy} className="mt-1">
          Open the film
        </Button>
      </form>
    </DoorFrame>
  )
}
