import { useCallback, useId, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { Select, type SelectOption } from '#client/ui/select.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import { CopyOnce } from './copy-once.tsx'
import { FormProblem } from './door-frame.tsx'
import { InvitationList } from './invitation-list.tsx'
import { invitationLink } from './links.ts'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** What somebody is invited to. */
type Invited =
  { readonly studio_role: StudioRole } | { readonly project_id: string; readonly project_role: ProjectRole }

/** Makes links by which people without an account come in, and lists those that were made. */
export function InviteForm<Role extends string>({
  title,
  lead,
  roleLabel,
  roles,
  initial,
  to,
  projectId,
}: {
  title: string
  lead: string
  roleLabel: string
  roles: readonly SelectOption<Role>[]
  initial: Role
  to: (role: Role) => Invited
  /** Lists only the invitations to this film; null: all. */
  projectId: string | null
}): ReactElement {
  const { api } = useServices()
  const heading = useId()
  const attempt = useAttempt()
  const [role, setRole] = useState(initial)
  const [note, setNote] = useState('')
  const [link, setLink] = useState<string | null>(null)
  const [invitations, ask] = useAnswer(
    useCallback(
      async (signal: AbortSignal) => {
        const all = await api.access.listInvitations({ signal })
        return projectId === null ? all : all.filter(({ project_id: id }) => id === projectId)
      },
      [api, projectId],
    ),
  )
  const invite = (): void =>
    void attempt.run(async () => {
      const made = await api.access.invite({ ...to(role), note: note.trim() })
      setLink(invitationLink(made.code))
      setNote('')
      await ask()
    })
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading} className="text-title font-semibold">
        {title}
      </h3>
      <p className="mb-2 text-meta text-fg-3">{lead} It works once, and for seven days.</p>
      <FormProblem>{attempt.problem}</FormProblem>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          invite()
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
        <Select label={roleLabel} className="w-40" value={role} options={roles} onChange={setRole} />
        <Button size="dialog" type="submit" disabled={attempt.busy}>
          Make a link
        </Button>
      </form>
      {link ? (
        <div className="mt-3">
          <CopyOnce label="Invitation link" value={link} hint="Shown only this once. Send it to the person it is for" />
        </div>
      ) : null}
      <InvitationList answer={invitations} onChanged={ask} />
    </section>
  )
}
