import { UserMinus } from 'lucide-react'
import { useCallback, useState, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { announce } from '#client/ui/announcer.tsx'
import { Avatar } from '#client/ui/avatar.tsx'
import { Button } from '#client/ui/button.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Select } from '#client/ui/select.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import type { ProjectRole } from '#shared/model/roles.ts'
import type { MemberBody } from '#shared/protocol/accounts.ts'
import { FILM_ROLES, filmRoleName } from './access-words.ts'
import { AnswerView } from './answer-view.tsx'
import { FormProblem } from './door-frame.tsx'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** The people of a film with their roles; whoever manages them adds, changes and removes. */
export function FilmMembers({
  projectId,
  manages,
  onLeft,
}: {
  projectId: string
  manages: boolean
  onLeft: () => void
}): ReactElement {
  const { api, access } = useServices()
  const { who } = useReadable(access)
  const [, navigate] = useLocation()
  const attempt = useAttempt()
  const [members, ask] = useAnswer(
    useCallback((signal: AbortSignal) => api.access.listMembers(projectId, { signal }), [api, projectId]),
  )
  const act = (work: () => Promise<unknown>, done: string): void =>
    void attempt.run(async () => {
      await work()
      announce(done)
      await ask()
      // One's own role may be the one that changed.
      void access.refresh()
    })
  const leave = (): void =>
    void attempt.run(async () => {
      await api.access.leaveFilm(projectId)
      onLeft()
      navigate('/')
      await access.refresh()
    })
  return (
    <section aria-labelledby="share-people">
      <h3 id="share-people" tabIndex={-1} data-first className="mb-2 text-title font-semibold outline-none">
        People
      </h3>
      <FormProblem>{attempt.problem}</FormProblem>
      <AnswerView answer={members} what="The people of this film" onRetry={() => void ask()}>
        {(list) => (
          <ul>
            {list.map((member) => (
              <MemberRow
                key={member.account_id}
                member={member}
                isMe={member.account_id === who?.account?.id}
                isLast={member.role === 'owner' && list.filter(({ role }) => role === 'owner').length === 1}
                manages={manages}
                busy={attempt.busy}
                onRole={(role) =>
                  act(
                    () => api.access.setMemberRole(projectId, member.account_id, role),
                    `${member.display_name} is now ${filmRoleName(role).toLowerCase()}`,
                  )
                }
                onRemove={() =>
                  act(
                    () => api.access.removeMember(projectId, member.account_id),
                    `${member.display_name} has no role in this film any more`,
                  )
                }
                onLeave={leave}
              />
            ))}
          </ul>
        )}
      </AnswerView>
      {manages ? <AddMember busy={attempt.busy} onAdd={(name, role) => add(name, role)} /> : null}
    </section>
  )

  function add(name: string, role: ProjectRole): void {
    act(
      () => api.access.addMember(projectId, name, role),
      `${name} is in the film as ${filmRoleName(role).toLowerCase()}`,
    )
  }
}

function MemberRow({
  member,
  isMe,
  isLast,
  manages,
  busy,
  onRole,
  onRemove,
  onLeave,
}: {
  member: MemberBody
  isMe: boolean
  /** The only owner: a film always has one. */
  isLast: boolean
  manages: boolean
  busy: boolean
  onRole: (role: ProjectRole) => void
  onRemove: () => void
  onLeave: () => void
}): ReactElement {
  const { display_name: name, role } = member
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-2.5 border-b border-line py-1.5">
      <Avatar name={name} hue={hueOf(member.account_id)} />
      <span className="min-w-0 grow truncate">
        {name}
        {isMe ? <span className="text-fg-3"> (you)</span> : null}
      </span>
      {manages ? (
        <Select
          label={`Role of ${name}`}
          hideLabel
          className="w-36"
          value={role}
          options={FILM_ROLES}
          disabled={busy || isLast}
          onChange={onRole}
        />
      ) : (
        <span className="text-fg-2">{filmRoleName(role)}</span>
      )}
      {isLast ? null : isMe ? (
        <Button size="dense" look="quiet" disabled={busy} onClick={onLeave}>
          Leave
        </Button>
      ) : manages ? (
        <IconButton icon={UserMinus} label={`Remove ${name} from this film`} disabled={busy} onClick={onRemove} />
      ) : null}
    </li>
  )
}

function AddMember({ busy, onAdd }: { busy: boolean; onAdd: (name: string, role: ProjectRole) => void }): ReactElement {
  const [name, setName] = useState('')
  const [role, setRole] = useState<ProjectRole>('editor')
  return (
    <form
      className="mt-3 flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        onAdd(name.trim(), role)
        setName('')
      }}
    >
      <TextField
        label="Add somebody who has an account"
        placeholder="The name or email they sign in by"
        className="min-w-48 grow"
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={100}
        required
      />
      <Select label="Role" className="w-36" value={role} options={FILM_ROLES} onChange={setRole} />
      <Button size="dialog" type="submit" disabled={busy || name.trim() === ''}>
        Add
      </Button>
    </form>
  )
}

/** A hue for somebody whose own one is known only while they are here. */
function hueOf(accountId: string): number {
  return Number.parseInt(accountId.slice(-2), 16) || 0
}
