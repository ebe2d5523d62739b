/** The address by which somebody uses an invitation. Its code stands behind the #, which browsers send to no server. */
export function invitationLink(code: string): string {
  return `${location.origin}/invitation#${encodeURIComponent(code)}`
}

/** The address by which somebody sets a new password. */
export function passwordResetLink(code: string): string {
  return `${location.origin}/password-reset#${encodeURIComponent(code)}`
}
