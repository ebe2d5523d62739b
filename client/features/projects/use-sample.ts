import { useEffect, useState } from 'react'
import { fetchSample, SAMPLE_MANIFEST } from '#client/session/sample-film.ts'
import { preferences } from '#client/session/preferences.ts'
import type { CatalogEntry } from '#client/session/projects.ts'
import { useServices } from '#client/session/services-context.tsx'
import { pickedTake, storyClips } from '#shared/document/selectors.ts'
import type { Take } from '#shared/model/take.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'

const ADDED = 'sample-added'

/** How long to wait for the service worker on a first visit; without it the sample still opens. */
const WORKER_MS = 5_000

/** Resolves when a service worker answers for this page, at once where none was registered. */
async function workerInCharge(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!workers || workers.controller || !(await workers.getRegistration())) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, WORKER_MS)
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    workers.addEventListener('controllerchange', end, { once: true })
  })
}

let importing: Promise<unknown> | null = null

/**
 * Brings the sample onto an empty device, after the first paint and only once: a sample that was deleted does not come
 * back by itself. Answers why it could not be had; null while nothing went wrong.
 */
export function useSampleImport(films: readonly CatalogEntry[]): string | null {
  const { projects } = useServices()
  const [problem, setProblem] = useState<string | null>(null)
  const empty = films.length === 0
  useEffect(() => {
    if (!empty || preferences.get().closedHints.includes(ADDED)) return undefined
    let left = false
    const bring = async (): Promise<void> => {
      // Another browser of the same server may have films already; its list is asked for first.
      await projects.refresh()
      const isEmpty = (): boolean => projects.entries.get().length === 0
      if (!isEmpty()) return
      // Its pictures are answered by the service worker: asked for earlier they would all be missing at first.
      await workerInCharge()
      // Somebody may have pressed "Open the sample", or made a film, in the meantime.
      if (!isEmpty()) return
      await projects.importSample()
      preferences.change({ closedHints: [...preferences.get().closedHints, ADDED] })
    }
    const timer = setTimeout(() => {
      importing ??= bring().finally(() => {
        importing = null
      })
      importing.catch((error: unknown) => {
        if (!left) setProblem(error instanceof Error ? error.message : String(error))
      })
    }, 100)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [projects, empty])
  return problem
}

/**
 * The picture that greets a new person: media of the sample that no clip of it has picked. Null until its manifest is
 * read; `undefined` where that cannot be had, as without a network.
 */
export function useSampleHero(): string | null | undefined {
  const [hero, setHero] = useState<string | null | undefined>(null)
  useEffect(() => {
    let left = false
    fetchSample(SAMPLE_MANIFEST, (input, init) => fetch(input, init)).then(
      (manifest) => {
        if (!left) setHero(manifest.hero)
      },
      () => {
        if (!left) setHero(undefined)
      },
    )
    return () => {
      left = true
    }
  }, [])
  return hero
}

/** What the first-run page tells of the sample. */
export type SampleFacts = {
  clips: number
  takes: number
  musicSeconds: number
  bytes: number
  pictures: readonly Take[]
}

/** Counts a film and finds a picture for each of its clips, spread over `most`. */
export function sampleFacts(snapshot: ProjectSnapshot, most: number): SampleFacts {
  const clips = storyClips(snapshot)
  const takes = [...snapshot.takes.values()].filter((take) => take.deletedAt === null)
  const picked = clips.flatMap((clip) => pickedTake(snapshot, clip) ?? [])
  const step = Math.max(1, picked.length / most)
  const pictures = Array.from({ length: Math.min(most, picked.length) }, (_, at) => picked[Math.floor(at * step)])
  return {
    clips: clips.length,
    takes: takes.length,
    musicSeconds: snapshot.project.music?.durationSeconds ?? 0,
    bytes: takes.reduce((sum, take) => sum + take.bytes, 0),
    pictures: pictures.flatMap((take) => take ?? []),
  }
}

/** Facts of a film of this device; null until they are read. */
export function useSampleFacts(film: CatalogEntry | null, most: number): SampleFacts | null {
  const { projects } = useServices()
  const [facts, setFacts] = useState<SampleFacts | null>(null)
  const id = film?.onDevice ? film.id : null
  const changedAt = film?.changedAt
  useEffect(() => {
    if (id === null) return undefined
    let left = false
    projects.read(id).then(
      (snapshot) => {
        if (!left) setFacts(sampleFacts(snapshot, most))
      },
      // The page then says less; opening the film says why.
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [projects, id, changedAt, most])
  return facts
}
