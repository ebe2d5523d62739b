import type { Take } from '#shared/model/take.ts'
import { mediaUrl } from './media-urls.ts'

/** Width in pixels of the small stills on cards and strips; the service worker keeps them apart from the files. */
const THUMB_WIDTH = 480

/** Where the picture of a take is found. */
export function takeSource(take: Pick<Take, 'kind' | 'media'>): { kind: Take['kind']; url: string; thumbUrl: string } {
  return { kind: take.kind, url: mediaUrl(take.media), thumbUrl: mediaUrl(take.media, THUMB_WIDTH) }
}
