import { useCallback, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { AccountRow } from './account-row.tsx'
import { STUDIO_ROLES } from './access-words.ts'
import { AnswerView } from './answer-view.tsx'
import { InviteForm } from './invite-form.tsx'
import { useAnswer } from './use-answer.ts'

/** The accounts of the studio, for its administrators. */
export function PeopleSection(): ReactElement {
  const { api } = useServices()
  const [accounts, ask] = useAnswer(useCallback((signal: AbortSignal) => api.access.listAccounts({ signal }), [api]))
  return (
    <div className="flex flex-col gap-6">
      <AnswerView answer={accounts} what="The accounts" onRetry={() => void ask()}>
        {(list) => (
          <ul aria-label="Accounts">
            {list.map((account) => (
              <AccountRow key={account.id} account={account} onChanged={ask} />
            ))}
          </ul>
        )}
      </AnswerView>
      <InviteForm
        title="Invite somebody"
        lead="They make their account by a link; into one film people are invited from its Share dialog."
        roleLabel="They are"
        roles={STUDIO_ROLES}
        initial="member"
        to={(role) => ({ studio_role: role })}
        projectId={null}
      />
    </div>
  )
}
