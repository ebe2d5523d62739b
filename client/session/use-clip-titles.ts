import { useEffect, useMemo, useState } from 'react'
import { useServices } from './services-context.tsx'
import { useReadable } from './store.ts'
import type { Job } from '#shared/protocol/jobs.ts'

/** What lists over all films call a clip. */
export type ClipTitle = { number: string; name: string; projectId: string }

/** Numbers and names of the clips that jobs are for, by clip id; read anew when a film of theirs changes. */
export function useClipTitles(jobs: readonly Job[]): ReadonlyMap<string, ClipTitle> {
  const { projects } = useServices()
  const entries = useReadable(projects.entries)
  const [titles, setTitles] = useState<ReadonlyMap<string, ClipTitle>>(new Map())
  const wanted = useMemo(() => {
    const ids = new Set(jobs.map((job) => job.project_id))
    const films = entries.filter((film) => ids.has(film.id) && film.onDevice)
    return films
      .map((film) => `${film.id}@${film.changedAt}`)
      .sort()
      .join(' ')
  }, [jobs, entries])

  useEffect(() => {
    let left = false
    const read = async (projectId: string): Promise<void> => {
      const snapshot = await projects.read(projectId)
      if (left) return
      setTitles((before) => {
        const next = new Map(before)
        for (const clip of snapshot.clips.values()) {
          next.set(clip.id, { number: clip.number, name: clip.name || 'Untitled clip', projectId })
        }
        return next
      })
    }
    for (const film of wanted.split(' ').filter((part) => part !== '')) {
      // A film that cannot be read leaves its rows with the words of their prompts.
      void read(film.split('@')[0] ?? '').catch(() => undefined)
    }
    return () => {
      left = true
    }
  }, [projects, wanted])
  return titles
}
