import type { ReactElement } from 'react'
import { GuestView } from '#client/features/access/guest-view.tsx'
import { InvitationView } from '#client/features/access/invitation-view.tsx'
import { PasswordResetView } from '#client/features/access/password-reset-view.tsx'
import { SignInView } from '#client/features/access/sign-in-view.tsx'
import type { Door } from '#client/session/routes.ts'

/** `/sign-in`, and where the links lead that people are sent: `/invitation`, `/password-reset`, `/share`. */
export default function DoorPage({ door }: { door: Door }): ReactElement {
  switch (door) {
    case 'sign-in':
      return <SignInView />
    case 'invitation':
      return <InvitationView />
    case 'password-reset':
      return <PasswordResetView />
    case 'share':
      return <GuestView />
  }
}
