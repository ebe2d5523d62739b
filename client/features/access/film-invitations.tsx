import { useCallback, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { Select } from '#client/ui/select.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import type { ProjectRole } from '#shared/model/roles.ts'
import { FILM_ROLES } from './access-words.ts'
import { CopyOnce } from './copy-once.tsx'
import { FormProblem } from './door-frame.tsx'
import { InvitationList } from './invitation-list.tsx'
import { invitationLink } from './links.ts'
import { useAnswer } from './use-answer.ts'
import { useAttempt } from './use-attempt.ts'

/** Links by which people without an account come into a film. */
export function FilmInvitations({ projectId }: { projectId: string }): ReactElement {
  const { api } = useServices()
  const attempt = useAttempt()
  const [role, setRole] = useState<ProjectRole>('editor')
  const [note, setNote] = useState('')
  const [link, setLink] = useState<string | null>(null)
  const [invitations, ask] = useAnswer(
    useCallback(
      async (signal: AbortSignal) =>
        (await api.access.listInvitations({ signal })).filter(({ project_id: id }) => id === projectId),
      [api, projectId],
    ),
  )
  const invite = (): void =>
    void attempt.run(async () => {
      const made = await api.access.invite({ project_id: projectId, project_role: role, note: note.trim() })
      setLink(invitationLink(made.code))
      setNote('')
      await ask()
    })
  return (
    <section aria-labelledby="share-invite">
      <h3 id="share-invite" className="text-title font-semibold">
        Invite by a link
      </h3>
      <p className="mb-2 text-meta text-fg-3">
        For somebody without an account: they make one by it. It works once, and for seven days.
      </p>
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
        <Select label="Role" className="w-36" value={role} options={FILM_ROLES} onChange={setRole} />
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
