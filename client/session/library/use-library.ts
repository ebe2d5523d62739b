import { useEffect } from 'react'
import type { LibrarySnapshot } from '#shared/document/library-records.ts'
import { useServices } from '../services-context.tsx'
import { useSelected } from '../store.ts'
import type { StudioLibrary } from './studio-library.ts'

/** The studio's library; it is read when the first view asks for it. */
export function useLibrary(): StudioLibrary {
  const { library } = useServices()
  useEffect(() => void library.open(), [library])
  return library
}

/** A part of the library's records; empty until it is read. */
export function useLibraryRecords<T>(selector: (records: LibrarySnapshot) => T, isEqual?: (a: T, b: T) => boolean): T {
  return useSelected(useLibrary().records, selector, isEqual)
}
