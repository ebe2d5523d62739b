import { ALL_FORMATS, BlobSource, CanvasSink, Input } from 'mediabunny'

/** A still that stands for a video: its frame after half a second, or the middle of a shorter one. */
export async function posterOf(file: Blob, width: number): Promise<Blob> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (!track || !(await track.canDecode())) throw new Error('This browser cannot show a frame of this video.')
    const duration = await track.computeDuration()
    const first = await track.getFirstTimestamp()
    const sink = new CanvasSink(track, { width: Math.min(width, track.displayWidth) })
    const frame = await sink.getCanvas(first + Math.min(0.5, (duration - first) / 2))
    if (!frame) throw new Error('There is no frame in this video.')
    const { canvas } = frame
    if (canvas instanceof OffscreenCanvas) return await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
    throw new Error('Posters are drawn in a worker.')
  } finally {
    input.dispose()
  }
}
