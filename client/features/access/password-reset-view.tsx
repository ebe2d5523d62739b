import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { DoorFrame, FormProblem } from './door-frame.tsx'
import { PasswordField } from './password-field.tsx'
import { useAttempt } from './use-attempt.ts'
import { useEnter } from './use-enter.ts'
import { useLinkCode } from './use-link-code.ts'

/** A new password by the link of an administrator. */
export function PasswordResetView(): ReactElement {
  const { api } = useServices()
  const code = useLinkCode()
  const enter = useEnter()
  const attempt = useAttempt()
  const [password, setPassword] = useState('')
  return (
    <DoorFrame
      title="Set a new password"
      lead="You are signed in with it here, and signed out everywhere else. The link works once."
    >
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt.run(async () => enter(await api.access.useReset(code, password)))
        }}
      >
        <PasswordField
          label="New password"
          isNew
          error={attempt.fieldProblem('password')}
          value={password}
          onChange={setPassword}
        />
        <Button look="main" size="large" type="submit" disabled={attempt.busy} className="mt-1">
          Set the password
        </Button>
      </form>
    </DoorFrame>
  )
}
