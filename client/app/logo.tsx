import type { ReactElement } from 'react'

/** The mark: three clips on a timeline, one of them chosen. */
export function Logo({ size = 18 }: { size?: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden>
      <rect x="0" y="1.5" width="10" height="4" rx="1.5" fill="currentColor" />
      <rect x="4" y="7" width="14" height="4" rx="1.5" fill="var(--accent)" />
      <rect x="2" y="12.5" width="8" height="4" rx="1.5" fill="currentColor" />
    </svg>
  )
}
