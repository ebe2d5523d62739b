import { useEffect, useState } from 'react'
import type { Take } from '#shared/model/take.ts'
import { mediaUrl } from '../../session/media-urls.ts'

/** Width in pixels of the stills on the timeline. */
const STILL_WIDTH = 240
/** Pictures load side by side; decoding many videos together would stall playing. */
const AT_ONCE = { image: 8, video: 2 } as const

type StillTake = Pick<Take, 'kind' | 'media'>

const stills = new Map<string, Promise<string | null>>()
const ready = new Map<string, string | null>()

/** Lets so many pieces of work run at a time. */
function lanes(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}

const inTurn = { image: lanes(AT_ONCE.image), video: lanes(AT_ONCE.video) }

/** Address of a small still of a take; of a video a frame drawn here. Null when this device has nothing to show. */
function stillOf(take: StillTake): Promise<string | null> {
  const known = stills.get(take.media)
  if (known) return known
  const made = findStill(take).then((url) => {
    // What is missing may arrive later: it is asked for again the next time it comes into view.
    if (url === null) stills.delete(take.media)
    else ready.set(take.media, url)
    return url
  })
  stills.set(take.media, made)
  return made
}

async function findStill(take: StillTake): Promise<string | null> {
  // The server makes small pictures of stills alone: asked for one of a video it refuses, and browsers log that.
  if (take.kind === 'video') return inTurn.video(() => drawnFrame(mediaUrl(take.media)))
  const small = mediaUrl(take.media, STILL_WIDTH)
  return (await inTurn.image(() => loads(small))) ? small : null
}

function loads(url: string): Promise<boolean> {
  return new Promise((done) => {
    const image = new Image()
    image.addEventListener('load', () => done(true))
    image.addEventListener('error', () => done(false))
    image.src = url
  })
}

function drawnFrame(url: string): Promise<string | null> {
  return new Promise((done) => {
    const video = document.createElement('video')
    const finish = (result: string | null): void => {
      video.removeAttribute('src')
      video.load()
      done(result)
    }
    video.muted = true
    video.preload = 'auto'
    video.addEventListener('error', () => done(null), { once: true })
    video.addEventListener('loadeddata', () => (video.currentTime = Math.min(0.5, video.duration / 2)), { once: true })
    video.addEventListener(
      'seeked',
      () => {
        const canvas = document.createElement('canvas')
        canvas.width = STILL_WIDTH
        canvas.height = Math.round((STILL_WIDTH * video.videoHeight) / Math.max(1, video.videoWidth))
        canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
        canvas.toBlob((blob) => finish(blob && URL.createObjectURL(blob)), 'image/webp', 0.8)
      },
      { once: true },
    )
    video.src = url
  })
}

/** A small still of a take for a background; null while there is none. */
export function useTakeStill(take: StillTake | null): string | null {
  const media = take?.media ?? null
  const kind = take?.kind ?? 'image'
  const [, setLoaded] = useState<string | null>(null)
  useEffect(() => {
    if (media === null || ready.has(media)) return undefined
    let left = false
    void stillOf({ media, kind }).then((url) => !left && setLoaded(url))
    return () => {
      left = true
    }
  }, [media, kind])
  return media === null ? null : (ready.get(media) ?? null)
}
