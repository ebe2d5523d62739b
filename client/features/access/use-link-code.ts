import { useState } from 'react'

/** The secret of the link that was opened. It stands behind the #, which browsers send to no server. */
export function useLinkCode(): string {
  const [code] = useState(() => decodeURIComponent(location.hash.slice(1)))
  return code
}
