import { useCallback, useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import { filmPath, signInPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button, buttonClass } from '#client/ui/button.tsx'
import type { WhoAmI } from '#shared/protocol/accounts.ts'
import { dayOf, filmRoleName, studioRoleName } from './access-words.ts'
import { DeadLink } from './dead-link.tsx'
import { DoorFrame, FormProblem } from './door-frame.tsx'
import { accountBody, NewAccountFields, NO_ACCOUNT } from './new-account-fields.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'
import { useEnter } from './use-enter.ts'
import { useLinkCode } from './use-link-code.ts'

/** Where an invitation leads: an account of one's own, or a role for the account that is signed in. */
export function InvitationView(): ReactElement | null {
  const { api, access } = useServices()
  const { who } = useReadable(access)
  const code = useLinkCode()
  const enter = useEnter()
  const attempt = useAttempt()
  const [account, setAccount] = useState(NO_ACCOUNT)
  const [answer] = useAnswer(
    useCallback((signal: AbortSignal) => api.access.lookAtInvitation(code, { signal }), [api, code]),
  )
  if (answer.state === 'asking') return null
  if (answer.state === 'failed') return <DeadLink title="This invitation does not work" error={answer.error} />
  const { invited_by: inviter, project_name: film, project_role: role, studio_role: studio, expires_at } = answer.value
  const to =
    role === null
      ? `to this studio as ${studioRoleName(studio).toLowerCase()}`
      : `to the film ${film ? `“${film}”` : 'of theirs'} as ${filmRoleName(role).toLowerCase()}`
  const accept = (body: Parameters<typeof api.access.acceptInvitation>[0]): void =>
    void attempt.run(async () => {
      const after = await api.access.acceptInvitation(body)
      enter(after, landing(who, after))
    })
  const mine = who?.signed_in === true && who.kind === 'account' ? who.account : null
  return (
    <DoorFrame
      title="You are invited"
      lead={`${inviter} invites you ${to}. The link works until ${dayOf(expires_at)}.`}
    >
      <FormProblem>{attempt.problem}</FormProblem>
      {mine ? (
        <Button look="main" size="large" disabled={attempt.busy} onClick={() => accept({ code })}>
          Accept as {mine.display_name}
        </Button>
      ) : (
        <>
          <form
            className="flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault()
              accept({ code, account: accountBody(account) })
            }}
          >
            <NewAccountFields value={account} onChange={setAccount} attempt={attempt} path="account." />
            <Button look="main" size="large" type="submit" disabled={attempt.busy} className="mt-1">
              Make my account
            </Button>
          </form>
          <Link
            href={signInPath(`/invitation#${encodeURIComponent(code)}`)}
            className={buttonClass({ look: 'quiet', size: 'dialog' })}
          >
            I have an account here
          </Link>
        </>
      )}
    </DoorFrame>
  )
}

/** The film that came with the invitation, else Home. */
function landing(before: WhoAmI | null, after: WhoAmI): string {
  const known = new Set(before?.roles?.map(({ project_id: id }) => id))
  const fresh = after.roles?.filter(({ project_id: id }) => !known.has(id)) ?? []
  return fresh.length === 1 ? filmPath(fresh[0]!.project_id) : '/'
}
