import type { ProjectRole } from '#shared/model/roles.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { RelayState } from '../sync/relay-connection.ts'

/** What is known of somebody's right to change a film. */
export interface RightsFacts {
  /** The role that the server told last; null for none, as in a film that it has never seen. */
  readonly role: ProjectRole | null
  /** Whether there was one before. */
  readonly had: boolean
  /** The way to the room that would be written. */
  readonly relay: Pick<RelayState, 'mayWrite' | 'refusal'>
}

const ASK = 'An owner of the film can give you another role.'

/**
 * Why somebody may not change a film, in words; null where they may. What the server's room says counts more than a role
 * that was heard before. A film that the server does not know yet is its maker's to change, also where the server would
 * not have it: guests make films on their own device.
 */
export function whyNotChange({ role, had, relay }: RightsFacts): string | null {
  if (relay.refusal?.code === CloseCode.notAllowed) {
    if (!had) return null
    return 'You have no role in this film on the server. What is on this device can be looked at and saved as a copy.'
  }
  if (relay.mayWrite === true) return null
  switch (role) {
    case 'viewer':
      return `You are a viewer here: you can look at the film, not change it. ${ASK}`
    case 'reviewer':
      return `You are a reviewer here: you can star and reject takes, not change the film. ${ASK}`
    case 'owner':
    case 'editor':
    case null:
      return relay.mayWrite === false ? `Your role here is to look at the film, not to change it. ${ASK}` : null
  }
}

/** As `whyNotChange`, of what reviewers may: stars and rejections. */
export function whyNotMark(facts: RightsFacts): string | null {
  if (facts.relay.mayWrite !== true && facts.role === 'reviewer') return null
  return whyNotChange(facts)
}
