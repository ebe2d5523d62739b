import { Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import type { InvitationBody } from '#shared/protocol/accounts.ts'
import { dayOf, filmRoleName, studioRoleName } from './access-words.ts'
import { FormProblem } from './door-frame.tsx'
import type { Answer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** Invitations that are open or were used; those that are open can be taken back. */
export function InvitationList({
  answer,
  onChanged,
}: {
  answer: Answer<readonly InvitationBody[]>
  onChanged: () => Promise<void>
}): ReactElement | null {
  const { api } = useServices()
  const attempt = useAttempt()
  if (answer.state !== 'here' || answer.value.length === 0) return null
  return (
    <>
      <FormProblem>{attempt.problem}</FormProblem>
      <ul aria-label="Invitations" className="mt-2">
        {answer.value.map((invitation) => (
          <li key={invitation.id} className="flex min-h-11 items-center gap-2.5 border-b border-line py-1.5">
            <span className="min-w-0 grow">
              <span className="block truncate">{invitation.note || 'An invitation'}</span>
              <span className="block text-meta text-fg-3">{wordsOf(invitation)}</span>
            </span>
            {invitation.used_by === null ? (
              <IconButton
                icon={Trash2}
                label={`Take back ${invitation.note || 'this invitation'}`}
                disabled={attempt.busy}
                onClick={() =>
                  void attempt.run(async () => {
                    await api.access.removeInvitation(invitation.id)
                    await onChanged()
                  })
                }
              />
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}

function wordsOf({ project_role: role, studio_role: studio, used_by: user, expires_at }: InvitationBody): string {
  const what = role === null ? studioRoleName(studio) : `${filmRoleName(role)} of a film`
  return user === null ? `${what}, open until ${dayOf(expires_at)}` : `${what}, used by ${user}`
}
