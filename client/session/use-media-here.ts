import { useEffect, useState } from 'react'
import { useServices } from './services-context.tsx'
import { useReadable } from './store.ts'

const NONE: ReadonlySet<string> = new Set()

/** Which of these files are on this device; followed while they arrive. */
export function useMediaHere(hashes: readonly string[]): ReadonlySet<string> {
  const { media } = useServices()
  const arrivals = useReadable(media.arrivals)
  const [here, setHere] = useState(NONE)
  const key = hashes.join(' ')
  useEffect(() => {
    let left = false
    const wanted = key.split(' ').filter((hash) => hash !== '')
    void Promise.all(wanted.map((hash) => media.has(hash))).then((known) => {
      if (left) return
      const found = wanted.filter((_, at) => known[at])
      setHere((before) =>
        before.size === found.length && found.every((hash) => before.has(hash)) ? before : new Set(found),
      )
    })
    return () => {
      left = true
    }
  }, [media, arrivals, key])
  return here
}
