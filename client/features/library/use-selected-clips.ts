import { useOptionalSession } from '#client/session/use-session.tsx'

/** The clips that are selected on the board of the open film and are still there; none without a film. */
export function useSelectedClips(): readonly string[] {
  const session = useOptionalSession()
  if (!session) return []
  const { clips } = session.records.get()
  return session.view.get().selectedClipIds.filter((id) => clips.has(id))
}
