import { LogIn, LogOut } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { signInPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import type { AccountBody } from '#shared/protocol/accounts.ts'
import { studioRoleName } from './access-words.ts'
import { FormProblem } from './door-frame.tsx'
import { OtherWaysIn } from './other-ways-in.tsx'
import { PasswordField } from './password-field.tsx'
import { useAttempt } from './use-attempt.ts'

/** The account of who is signed in: name, password, other ways in, and the way out. */
export function AccountSection(): ReactElement {
  const { access } = useServices()
  const { who } = useReadable(access)
  const [, navigate] = useLocation()
  const attempt = useAttempt()
  if (who === null || !who.signed_in) {
    return (
      <>
        <p className="mb-3 text-fg-2">
          Nobody is signed in. Your films on this device open all the same; what you change waits here until you sign
          in.
        </p>
        <Button look="main" size="dialog" onClick={() => navigate(signInPath('/settings/account'))}>
          <Icon icon={LogIn} />
          Sign in
        </Button>
      </>
    )
  }
  const { account } = who
  return (
    <>
      {account ? (
        <>
          <p className="border-b border-line pb-3 text-fg-2">
            You sign in by <span className="text-fg select-text">{account.name}</span> and are{' '}
            {studioRoleName(account.studio_role).toLowerCase()} of this studio.
          </p>
          <NameForm account={account} />
          {account.has_password ? <PasswordForm /> : null}
          <OtherWaysIn hasPassword={account.has_password} />
        </>
      ) : (
        <p className="border-b border-line pb-3 text-fg-2">You are a guest here, as {who.name ?? 'somebody'}.</p>
      )}
      <section aria-labelledby="sign-out-heading" className="pt-4">
        <h3 id="sign-out-heading" className="text-title font-semibold">
          Sign out
        </h3>
        <p className="mb-2 text-meta text-fg-3">
          Films, media and changes that wait stay on this device, and whoever uses this browser can open them. To leave
          nothing behind, clear the device in Settings, Storage.
        </p>
        <FormProblem>{attempt.problem}</FormProblem>
        <Button
          size="dialog"
          disabled={attempt.busy}
          onClick={() =>
            void attempt.run(async () => {
              await access.signOut()
              toasts.show({ title: 'Signed out', detail: 'What is on this device stays here' })
            })
          }
        >
          <Icon icon={LogOut} />
          Sign out
        </Button>
      </section>
    </>
  )
}

function NameForm({ account }: { account: AccountBody }): ReactElement {
  const { api, access, profile } = useServices()
  const attempt = useAttempt()
  const [name, setName] = useState(account.display_name)
  return (
    <form
      className="flex flex-wrap items-end gap-2 border-b border-line py-4"
      onSubmit={(event) => {
        event.preventDefault()
        void attempt.run(async () => {
          access.accept(await api.access.changeName(name.trim()))
          await profile.change({ name: name.trim() })
          toasts.show({ title: 'Others now read your new name' })
        })
      }}
    >
      <TextField
        label="Name that others read"
        className="min-w-48 grow"
        error={attempt.problem}
        value={name}
        maxLength={100}
        required
        autoComplete="name"
        onChange={(event) => setName(event.target.value)}
      />
      <Button
        size="dialog"
        type="submit"
        disabled={attempt.busy || name.trim() === '' || name.trim() === account.display_name}
      >
        Change
      </Button>
    </form>
  )
}

function PasswordForm(): ReactElement {
  const { api, access } = useServices()
  const attempt = useAttempt()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  return (
    <form
      className="flex flex-col gap-3 border-b border-line py-4"
      onSubmit={(event) => {
        event.preventDefault()
        void attempt.run(async () => {
          access.accept(await api.access.changePassword(current, next))
          setCurrent('')
          setNext('')
          toasts.show({ title: 'Password changed', detail: 'Every other browser is signed out' })
        })
      }}
    >
      <h3 className="text-title font-semibold">Password</h3>
      <FormProblem>{attempt.problem}</FormProblem>
      <PasswordField label="Current password" value={current} onChange={setCurrent} />
      <PasswordField
        label="New password"
        isNew
        error={attempt.fieldProblem('new_password')}
        value={next}
        onChange={setNext}
      />
      <Button size="dialog" type="submit" className="self-start" disabled={attempt.busy || next === ''}>
        Change the password
      </Button>
    </form>
  )
}
