import { useEffect, useState } from 'react'
import type { Take } from '#shared/model/take.ts'
import { mediaUrl } from '../../session/media-urls.ts'
import { drawVideoFrames } from './draw-video-frames.ts'
import { lanes } from './lanes.ts'

/** Width in pixels of the stills on the timeline. */
const STILL_WIDTH = 240
/** Pictures load side by side; decoding many videos together would stall playing. */
const AT_ONCE = { image: 8, video: 2 } as const

const ONE_FRAME = { frames: 1, height: 135 } as const

type StillTake = Pick<Take, 'kind' | 'media'>

const stills = new Map<string, Promise<string | null>>()
const ready = new Map<string, string | null>()

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
  if (take.kind === 'video') return inTurn.video(() => drawVideoFrames(take.media, ONE_FRAME)).catch(() => null)
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
