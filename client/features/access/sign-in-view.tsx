import { KeyRound, LogIn, UserRound } from 'lucide-react'
import { useCallback, useEffect, useState, type ReactElement } from 'react'
import { Link, useSearch } from 'wouter'
import { readReturnTo } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button, buttonClass } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { DoorFrame, FormProblem } from './door-frame.tsx'
import { askForPasskey, passkeysWork } from './passkeys.ts'
import { PasswordField } from './password-field.tsx'
import { SetUpForm } from './set-up-form.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'
import { useEnter } from './use-enter.ts'

const STAYS = 'Your films on this device open without signing in, too.'

/** The way in: what it shows follows from what the server is and who is signed in. */
export function SignInView(): ReactElement | null {
  const { access } = useServices()
  const { who } = useReadable(access)
  const returnTo = readReturnTo(useSearch())
  useEffect(() => {
    void access.refresh()
  }, [access])
  if (who === null) {
    return (
      <DoorFrame title="Sign in" lead={`The server has not answered yet. ${STAYS}`}>
        <Button size="dialog" onClick={() => void access.refresh()}>
          Try again
        </Button>
      </DoorFrame>
    )
  }
  if (who.accounts === 'off') {
    return (
      <EmptyState icon={UserRound} title="Nobody signs in here" action={<HomeLink />}>
        This server is for whoever is at this machine: everything is open already.
      </EmptyState>
    )
  }
  if (who.accounts === 'set-up') return <SetUpForm />
  if (who.signed_in && who.kind === 'account') {
    return (
      <DoorFrame
        title={`Signed in as ${who.account?.display_name ?? ''}`}
        lead={`You sign in by ${who.account?.name}.`}
      >
        <Link href={returnTo} className={buttonClass({ look: 'main', size: 'large' })}>
          Go on
        </Link>
        <Button size="dialog" onClick={() => void access.signOut()}>
          Sign in as somebody else
        </Button>
      </DoorFrame>
    )
  }
  return <SignInForm />
}

function HomeLink(): ReactElement {
  return (
    <Link href="/" className={buttonClass({ look: 'plain', size: 'dialog' })}>
      Go to your films
    </Link>
  )
}

function SignInForm(): ReactElement {
  const { api } = useServices()
  const search = useSearch()
  const enter = useEnter()
  const attempt = useAttempt()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [ways] = useAnswer(useCallback((signal: AbortSignal) => api.access.signInWays({ signal }), [api]))
  const outside = ways.state === 'here' ? ways.value.oidc : null
  const passkeys = passkeysWork && ways.state === 'here' && ways.value.passkeys
  const byPasskey = (): Promise<boolean> =>
    attempt.run(async () => {
      const { ceremony, options } = await api.access.beginPasskeySignIn()
      enter(await api.access.signInByPasskey(ceremony, await askForPasskey(options)))
    })
  return (
    <DoorFrame title="Sign in" lead={`To sync with this server and work together. ${STAYS}`}>
      <FormProblem>{attempt.problem ?? new URLSearchParams(search).get('problem')}</FormProblem>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt.run(async () => enter(await api.access.signIn(name, password)))
        }}
      >
        <TextField
          label="Name or email"
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={100}
          autoFocus
        />
        <PasswordField label="Password" value={password} onChange={setPassword} />
        <Button look="main" size="large" type="submit" disabled={attempt.busy} className="mt-1">
          <Icon icon={LogIn} />
          Sign in
        </Button>
      </form>
      {passkeys || outside ? (
        <div className="flex flex-col gap-2 border-t border-line pt-4">
          {passkeys ? (
            <Button size="large" disabled={attempt.busy} onClick={() => void byPasskey()}>
              <Icon icon={KeyRound} />
              Use a passkey
            </Button>
          ) : null}
          {outside ? (
            // A page of the server, not of the app: it leads on to the service.
            <a
              href={`${outside.start}?return_to=${encodeURIComponent(readReturnTo(search))}`}
              className={buttonClass({ look: 'plain', size: 'large' })}
            >
              Go on with {outside.name}
            </a>
          ) : null}
        </div>
      ) : null}
      <p className="text-meta text-fg-3">
        No account, or the password is gone? An administrator of this server sends you a link for either.
      </p>
    </DoorFrame>
  )
}
