import { KeyRound, Link2, Trash2 } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button, buttonClass } from '#client/ui/button.tsx'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { dayOf } from './access-words.ts'
import { FormProblem } from './door-frame.tsx'
import { makePasskey, passkeysWork } from './passkeys.ts'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** Passkeys and the sign-in service of an account; what the server does not offer is not shown. */
export function OtherWaysIn({ hasPassword }: { hasPassword: boolean }): ReactElement | null {
  const { api } = useServices()
  const [answer, ask] = useAnswer(
    useCallback(
      async (signal: AbortSignal) => {
        const [ways, passkeys, linked] = await Promise.all([
          api.access.signInWays({ signal }),
          api.access.listPasskeys({ signal }),
          api.access.listLinked({ signal }),
        ])
        return { ways, passkeys, linked }
      },
      [api],
    ),
  )
  const attempt = useAttempt()
  const [name, setName] = useState('')
  if (answer.state !== 'here') return null
  const { ways, passkeys, linked } = answer.value
  const showsPasskeys = ways.passkeys && (passkeysWork || passkeys.length > 0)
  if (!showsPasskeys && ways.oidc === null) return null
  const isOnly = !hasPassword && passkeys.length + linked.length === 1
  const act = (work: () => Promise<unknown>): void =>
    void attempt.run(async () => {
      await work()
      await ask()
    })
  return (
    <section aria-labelledby="ways-heading" className="flex flex-col gap-3 border-b border-line py-4">
      <h3 id="ways-heading" className="text-title font-semibold">
        Other ways to sign in
      </h3>
      <FormProblem>{attempt.problem}</FormProblem>
      {showsPasskeys && passkeys.length > 0 ? (
        <ul aria-label="Passkeys">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex min-h-11 items-center gap-2.5 border-b border-line py-1.5">
              <Icon icon={KeyRound} className="shrink-0 text-fg-2" />
              <span className="min-w-0 grow">
                <span className="block truncate">{passkey.name}</span>
                <span className="block text-meta text-fg-3">
                  Added {dayOf(passkey.created_at)}
                  {passkey.synced ? ', on several devices' : ''}
                </span>
              </span>
              <IconButton
                icon={Trash2}
                label={isOnly ? `${passkey.name} is the only way in` : `Remove ${passkey.name}`}
                disabled={attempt.busy || isOnly}
                onClick={() => act(() => api.access.removePasskey(passkey.id))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {ways.passkeys && passkeysWork ? (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            act(async () => {
              const { ceremony, options } = await api.access.beginPasskey()
              const made = await makePasskey(options)
              await api.access.addPasskey(ceremony, name.trim() || 'Passkey', made)
              setName('')
            })
          }}
        >
          <TextField
            label="New passkey"
            placeholder="What you call it: Laptop"
            className="min-w-48 grow"
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
          <Button size="dialog" type="submit" disabled={attempt.busy}>
            Add a passkey
          </Button>
        </form>
      ) : null}
      {ways.oidc === null ? null : linked.length > 0 ? (
        linked.map(({ issuer, email }) => (
          <p key={issuer} className="flex min-h-11 items-center gap-2.5">
            <Icon icon={Link2} className="shrink-0 text-fg-2" />
            <span className="min-w-0 grow truncate">
              {ways.oidc?.name}
              {email ? `, ${email}` : ''}
            </span>
            <Button size="dense" disabled={attempt.busy || isOnly} onClick={() => act(() => api.access.unlink())}>
              {isOnly ? 'The only way in' : 'Unlink'}
            </Button>
          </p>
        ))
      ) : (
        <a
          href={`${ways.oidc.start}?link=1&return_to=${encodeURIComponent('/settings/account')}`}
          className={buttonClass({ look: 'plain', size: 'dialog', className: 'self-start' })}
        >
          Link {ways.oidc.name}
        </a>
      )}
    </section>
  )
}
