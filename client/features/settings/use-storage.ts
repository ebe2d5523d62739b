import { useCallback, useEffect, useState } from 'react'
import type { StorageRoom } from '#client/session/device-storage.ts'
import type { StorageSurvey } from '#client/session/storage-survey.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'

/** What is known of this device's storage: null while it is being counted, or where the browser does not tell. */
export interface StorageFacts {
  readonly room: StorageRoom | null
  readonly survey: StorageSurvey | null
  /** Why it could not be counted; null while nothing went wrong. */
  readonly problem: string | null
  /** Counts again. */
  readonly look: () => void
}

/**
 * Counts what is stored on this device, and again when files come or go, films do, or the server answers, gets a file or gets
 * changes.
 */
export function useStorageFacts(): StorageFacts {
  const { storage, media, projects, server } = useServices()
  const arrivals = useReadable(media.arrivals)
  const films = useReadable(projects.entries).filter((film) => film.onDevice).length
  const { answering } = useReadable(server)
  const waiting = useReadable(storage.waiting).length
  const sent = useReadable(projects.rounds)
  const [round, setRound] = useState(0)
  const [room, setRoom] = useState<StorageRoom | null>(null)
  const [survey, setSurvey] = useState<StorageSurvey | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let left = false
    const count = async (): Promise<void> => {
      const [nextRoom, nextSurvey] = await Promise.all([storage.room(), storage.survey()])
      if (left) return
      setRoom(nextRoom)
      setSurvey(nextSurvey)
      setProblem(null)
    }
    count().catch((error: unknown) => {
      if (!left) setProblem(error instanceof Error ? error.message : String(error))
    })
    return () => {
      left = true
    }
  }, [storage, arrivals, films, answering, waiting, sent, round])
  const look = useCallback(() => setRound((before) => before + 1), [])
  return { room, survey, problem, look }
}
