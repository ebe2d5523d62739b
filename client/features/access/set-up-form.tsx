import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { DoorFrame, FormProblem } from './door-frame.tsx'
import { accountBody, NewAccountFields, NO_ACCOUNT } from './new-account-fields.tsx'
import { useAttempt } from './use-attempt.ts'
import { useEnter } from './use-enter.ts'

/** The first administrator of a new server, by the code from its log. */
export function SetUpForm(): ReactElement {
  const { api } = useServices()
  const enter = useEnter()
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const [account, setAccount] = useState(NO_ACCOUNT)
  return (
    <DoorFrame
      title="Set up this server"
      lead="It is reached over a network and has no account yet. Make the first administrator, who then invites the others."
    >
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt.run(async () =>
            enter(await api.access.setUp({ code: code.trim(), ...accountBody(account) }), '/settings/people'),
          )
        }}
      >
        <TextField
          label="Code from the log"
          hint="The server wrote it when it started; only who can read its log has it"
          error={attempt.fieldProblem('code')}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoComplete="one-time-code"
          spellCheck={false}
          required
          mono
          maxLength={200}
          autoFocus
        />
        <NewAccountFields value={account} onChange={setAccount} attempt={attempt} />
        <Button look="main" size="large" type="submit" disabled={attempt.busy} className="mt-1">
          Make the administrator
        </Button>
      </form>
    </DoorFrame>
  )
}
