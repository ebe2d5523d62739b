import { useCallback, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { Select } from '#client/ui/select.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import type { StudioRole } from '#shared/model/roles.ts'
import { AccountRow } from './account-row.tsx'
import { STUDIO_ROLES } from './access-words.ts'
import { AnswerView } from './answer-view.tsx'
import { CopyOnce } from './copy-once.tsx'
import { FormProblem } from './door-frame.tsx'
import { InvitationList } from './invitation-list.tsx'
import { invitationLink } from './links.ts'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** The accounts of the studio, for its administrators. */
export function PeopleSection(): ReactElement {
  const { api } = useServices()
  const [accounts, ask] = useAnswer(useCallback((signal: AbortSignal) => api.access.listAccounts({ signal }), [api]))
  return (
    <>
      <AnswerView answer={accounts} what="The accounts" onRetry={() => void ask()}>
        {(list) => (
          <ul aria-label="Accounts">
            {list.map((account) => (
              <AccountRow key={account.id} account={account} onChanged={ask} />
            ))}
          </ul>
        )}
      </AnswerView>
      <Invite />
    </>
  )
}

function Invite(): ReactElement {
  const { api } = useServices()
  const attempt = useAttempt()
  const [studio, setStudio] = useState<StudioRole>('member')
  const [note, setNote] = useState('')
  const [link, setLink] = useState<string | null>(null)
  const [invitations, ask] = useAnswer(
    useCallback((signal: AbortSignal) => api.access.listInvitations({ signal }), [api]),
  )
  return (
    <section aria-labelledby="invite-heading" className="pt-6">
      <h3 id="invite-heading" className="text-title font-semibold">
        Invite somebody
      </h3>
      <p className="mb-2 text-meta text-fg-3">
        They make their account by the link. It works once, and for seven days. Into one film people are invited from
        its Share dialog.
      </p>
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt.run(async () => {
            const made = await api.access.invite({ studio_role: studio, note: note.trim() })
            setLink(invitationLink(made.code))
            setNote('')
            await ask()
          })
        }}
      >
        <TextField
          label="For whom"
          placeholder="So that you know it later"
          className="min-w-48 grow"
          value={note}
          maxLength={200}
          onChange={(event) => setNote(event.target.value)}
        />
        <Select label="They are" className="w-40" value={studio} options={STUDIO_ROLES} onChange={setStudio} />
        <Button size="dialog" type="submit" disabled={attempt.busy}>
          Make a link
        </Button>
      </form>
      {link ? (
        <div className="mt-3">
          <CopyOnce label="Invitation link" value={link} hint="Shown now alone. Send it to the person it is for" />
        </div>
      ) : null}
      <InvitationList answer={invitations} onChanged={ask} />
    </section>
  )
}
