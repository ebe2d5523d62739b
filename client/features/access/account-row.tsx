import { Ellipsis, KeyRound, LogOut, Trash2, UserCheck, UserX } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { announce } from '#client/ui/announcer.tsx'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#client/ui/menu.tsx'
import { Select } from '#client/ui/select.tsx'
import type { AccountBody } from '#shared/protocol/accounts.ts'
import { dayOf, STUDIO_ROLES, studioRoleName } from './access-words.ts'
import { CopyOnce } from './copy-once.tsx'
import { FormProblem } from './door-frame.tsx'
import { passwordResetLink } from './links.ts'
import { useAttempt } from './use-attempt.ts'

/** One account with what an administrator can do about it. */
export function AccountRow({
  account,
  onChanged,
}: {
  account: AccountBody
  onChanged: () => Promise<void>
}): ReactElement {
  const { api, access } = useServices()
  const { who } = useReadable(access)
  const attempt = useAttempt()
  const [reset, setReset] = useState<string | null>(null)
  const [removing, setRemoving] = useState(false)
  const { id, display_name: name, disabled } = account
  const isMe = id === who?.account?.id
  const act = (work: () => Promise<unknown>, done: string): void =>
    void attempt.run(async () => {
      await work()
      announce(done)
      await onChanged()
    })
  return (
    <li className="border-b border-line py-2">
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-40 grow basis-40">
          <span className="block truncate font-medium">
            {name}
            {isMe ? <span className="font-normal text-fg-3"> (you)</span> : null}
          </span>
          <span className="block truncate text-meta text-fg-3">{factsOf(account)}</span>
        </span>
        <span className="flex items-center gap-1.5">
          <Select
            label={`Studio role of ${name}`}
            hideLabel
            className="w-40"
            value={account.studio_role}
            options={STUDIO_ROLES}
            disabled={attempt.busy}
            onChange={(role) =>
              act(
                () => api.access.updateAccount(id, { studio_role: role }),
                `${name} is now ${studioRoleName(role).toLowerCase()}`,
              )
            }
          />
          <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${name}`} />}>
            <MenuItem
              icon={KeyRound}
              onSelect={() =>
                void attempt.run(async () => setReset(passwordResetLink((await api.access.makePasswordReset(id)).code)))
              }
            >
              Reset password
            </MenuItem>
            <MenuItem
              icon={LogOut}
              onSelect={() => act(() => api.access.signOutEverywhere(id), `${name} is signed out everywhere`)}
            >
              Sign out everywhere
            </MenuItem>
            <MenuItem
              icon={disabled ? UserCheck : UserX}
              disabled={isMe ? 'It is your own account' : false}
              onSelect={() =>
                act(
                  () => api.access.updateAccount(id, { disabled: !disabled }),
                  disabled ? `${name} can sign in again` : `${name} cannot sign in any more`,
                )
              }
            >
              {disabled ? 'Let in again' : 'Disable'}
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={Trash2}
              danger
              disabled={isMe ? 'It is your own account' : false}
              onSelect={() => setRemoving(true)}
            >
              Remove the account
            </MenuItem>
          </Menu>
        </span>
      </div>
      <FormProblem>{attempt.problem}</FormProblem>
      {reset ? (
        <CopyOnce
          label={`Link for a new password of ${name}`}
          value={reset}
          hint="Shown only this once. It works once, within a day"
        />
      ) : null}
      <Dialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove the account of ${name}?`}
        footer={
          <>
            <Button look="quiet" size="dialog" onClick={() => setRemoving(false)}>
              Cancel
            </Button>
            <Button
              look="danger"
              size="dialog"
              onClick={() => {
                setRemoving(false)
                act(() => api.access.removeAccount(id), `The account of ${name} is gone`)
              }}
            >
              Remove the account
            </Button>
          </>
        }
      >
        <p>
          {name} is signed out at once and cannot come back. What they made in films stays; films that nobody else owns
          belong to the administrators then. This cannot be undone; to keep somebody out for a while, disable the
          account.
        </p>
      </Dialog>
    </li>
  )
}

function factsOf({ name, disabled, has_password, last_seen_at: seen }: AccountBody): string {
  return [
    name,
    ...(disabled ? ['cannot sign in'] : []),
    ...(has_password ? [] : ['no password']),
    seen === null ? 'never here' : `last here ${dayOf(seen)}`,
  ].join(', ')
}
