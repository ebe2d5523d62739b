import { useEffect, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useProject, useSession } from '#client/session/use-session.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { FILM_ROLES } from './access-words.ts'
import { FilmMembers } from './film-members.tsx'
import { InviteForm } from './invite-form.tsx'
import { mayShare, SHARE_DIALOG } from './may-share.ts'
import { ShareLinks } from './share-links.tsx'

/** Who may see the open film and what they may do; nothing where nobody signs in. */
export function ShareDialog(): ReactElement | null {
  const [open, setOpen] = useDialogParam(SHARE_DIALOG)
  const { access } = useServices()
  const { who } = useReadable(access)
  if (!open || who === null || who.accounts !== 'on' || who.kind !== 'account') return null
  return <OpenDialog onClose={() => setOpen(false)} />
}

function OpenDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { projectId } = useSession()
  const { access } = useServices()
  const { who } = useReadable(access)
  // A film that was just made has an owner only since it came to the server.
  useEffect(() => {
    void access.refresh()
  }, [access])
  const name = useProject((snapshot) => snapshot.project.name) || 'Untitled film'
  const manages = mayShare(who, access.roleIn(projectId))
  return (
    <Dialog
      open
      onOpenChange={(next) => (next ? undefined : onClose())}
      title={`Share ${name}`}
      description={manages ? undefined : 'Owners of the film decide who is in it.'}
      size="medium"
      focusFirst="[data-first]"
    >
      <div className="flex flex-col gap-6">
        <FilmMembers projectId={projectId} manages={manages} onLeft={onClose} />
        {manages ? (
          <>
            <InviteForm
              title="Invite by a link"
              lead="For somebody without an account: they make one by it."
              roleLabel="Role"
              roles={FILM_ROLES}
              initial="editor"
              to={(role) => ({ project_id: projectId, project_role: role })}
              projectId={projectId}
            />
            {access.roleIn(projectId) === 'owner' ? <ShareLinks projectId={projectId} /> : null}
          </>
        ) : null}
      </div>
    </Dialog>
  )
}
