import { mediaUrl } from '../../session/media-urls.ts'

/** What to draw of a video. */
export interface WantedFrames {
  /** How many, evenly spread. */
  readonly frames: number
  /** Pixels of height of each. */
  readonly height: number
}

/**
 * Draws frames of a video side by side into one picture and gives its address. Rejects when it is called off or the
 * video cannot be read.
 */
export async function drawVideoFrames(
  sha256: string,
  { frames, height }: WantedFrames,
  signal: AbortSignal = new AbortController().signal,
): Promise<string> {
  signal.throwIfAborted()
  const video = document.createElement('video')
  try {
    video.muted = true
    video.preload = 'auto'
    video.src = mediaUrl(sha256)
    await happens(video, 'loadeddata', signal)
    const canvas = document.createElement('canvas')
    const width = Math.round((height * video.videoWidth) / Math.max(1, video.videoHeight))
    canvas.width = width * frames
    canvas.height = height
    const context = canvas.getContext('2d')
    for (let frame = 0; frame < frames; frame += 1) {
      video.currentTime = ((frame + 0.5) / frames) * video.duration
      await happens(video, 'seeked', signal)
      context?.drawImage(video, frame * width, 0, width, height)
    }
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/webp', 0.75))
    if (blob === null) throw new Error('The frames could not be drawn')
    return URL.createObjectURL(blob)
  } finally {
    video.removeAttribute('src')
    video.load()
  }
}

/** Waits for an event of a video; rejects on its error and when called off. */
function happens(video: HTMLVideoElement, type: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ends = new AbortController()
    const end = (settle: () => void) => (): void => {
      ends.abort()
      settle()
    }
    video.addEventListener(type, end(resolve), { signal: ends.signal })
    video.addEventListener(
      'error',
      end(() => reject(new Error('The video cannot be read'))),
      { signal: ends.signal },
    )
    signal.addEventListener(
      'abort',
      end(() => reject(signal.reason)),
      { signal: ends.signal },
    )
  })
}
