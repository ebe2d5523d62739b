import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { ApiEnv } from '../api.ts'

/** Headers for pages and data: only this server's own scripts run, and no foreign page frames it. */
const forPages = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    // Toasts and the API page set styles in place.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    mediaSrc: ["'self'", 'blob:'],
    workerSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'", 'blob:', 'data:'],
    fontSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  // Plain HTTP on loopback is the default; whoever puts TLS in front sets this there.
  strictTransportSecurity: false,
})

/** Headers for uploaded files: whatever is in them, nothing of it runs. */
const forMedia = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], sandbox: [] },
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
})

/** Sets the security headers of every answer. */
export function securityHeaders(): MiddlewareHandler<ApiEnv> {
  return (c, next) => (c.req.path.startsWith('/media/') ? forMedia(c, next) : forPages(c, next))
}
