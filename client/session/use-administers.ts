import { useServices } from './services-context.tsx'
import { useReadable } from './store.ts'

/** Whether this person may do what administrators of the studio do; everybody may where nobody signs in. */
export function useAdministers(): boolean {
  const { access } = useServices()
  useReadable(access)
  return access.administers
}
