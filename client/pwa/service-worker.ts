import { CacheableResponsePlugin } from 'workbox-cacheable-response'
import { ExpirationPlugin } from 'workbox-expiration'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import type { PrecacheEntry } from 'workbox-precaching'
import { createPartialResponse } from 'workbox-range-requests'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'
import { OWN_MEDIA, posterPath, SEEN_MEDIA, SYNC_OFF } from './media-layout.ts'

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (string | PrecacheEntry)[] }

const MEDIA_PATH = /^\/media\/[0-9a-f]{64}$/
const MAX_SEEN_FILES = 2_000

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: [/^\/api\//, /^\/sync\//, /^\/media\//] }),
)

/** Files that the server keeps: taken from the network once, then from here; they give way when room is short. */
const seen = new CacheFirst({
  cacheName: SEEN_MEDIA,
  plugins: [
    new CacheableResponsePlugin({ statuses: [200] }),
    {
      // A plain web host without a server of ours answers every address with its page.
      cacheWillUpdate: ({ response }) =>
        Promise.resolve(response.headers.get('content-type')?.startsWith('text/html') ? null : response),
    },
    new ExpirationPlugin({ maxEntries: MAX_SEEN_FILES, purgeOnQuotaError: true }),
  ],
})

registerRoute(
  ({ url, request, sameOrigin }) => sameOrigin && MEDIA_PATH.test(url.pathname) && request.method === 'GET',
  async ({ url, request, event }) => {
    const wanted = url.searchParams.has('width') ? await smallPicture(url, event) : await wholeFile(url, request, event)
    return request.headers.has('range') && wanted.status === 200 ? createPartialResponse(request, wanted) : wanted
  },
)

/** A file as it is, from this device first. */
async function wholeFile(url: URL, request: Request, event: ExtendableEvent): Promise<Response> {
  const own = await caches.open(OWN_MEDIA).then((cache) => cache.match(url.pathname))
  if (own) return own
  const known = await caches.open(SEEN_MEDIA).then((cache) => cache.match(url.pathname))
  if (known) return known
  if (await caches.has(SYNC_OFF)) return nothing()
  if (!request.headers.has('range')) return seen.handle({ event, request: new Request(url.pathname) })
  // A player asks for pieces: the piece comes from the server at once while the whole file is fetched beside it.
  event.waitUntil(seen.handle({ event, request: new Request(url.pathname) }).catch(() => undefined))
  return fetch(request)
}

/**
 * A small picture: the still of a video made here, the server's thumbnail, or, where neither can be had, the whole
 * file.
 */
async function smallPicture(url: URL, event: ExtendableEvent): Promise<Response> {
  const own = await caches.open(OWN_MEDIA)
  const whole = (await own.match(url.pathname)) ?? null
  const poster = await own.match(posterPath(url.pathname.slice('/media/'.length)))
  if (poster) return poster
  if (whole?.headers.get('content-type')?.startsWith('image/')) return whole
  try {
    const small = new Request(url.pathname + url.search)
    const answer = (await caches.has(SYNC_OFF))
      ? await caches.open(SEEN_MEDIA).then((cache) => cache.match(small))
      : await seen.handle({ event, request: small })
    if (answer?.ok) return answer
  } catch {
    // Offline: the whole file may still be here.
  }
  const known = whole ?? (await caches.open(SEEN_MEDIA).then((cache) => cache.match(url.pathname)))
  return known ?? nothing()
}

/** Nothing to show: an empty answer, which an `<img>` takes for a missing picture without an error in the console. */
function nothing(): Response {
  return new Response(null, { status: 204 })
}

self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})

let isFirst = false
self.addEventListener('install', () => {
  isFirst = self.registration.active === null
})
self.addEventListener('activate', (event) => {
  // The first installation takes the page over, so that it works offline from its first visit. A later version comes
  // by a reload that the person asked for.
  if (isFirst) event.waitUntil(self.clients.claim())
})
