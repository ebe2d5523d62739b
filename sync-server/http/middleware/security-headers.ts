import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { ApiEnv } from '../api.ts'

type HeaderOptions = NonNullable<Parameters<typeof secureHeaders>[0]>

/** A year, as browsers ask for before they take it seriously. */
const HTTPS_ONLY = 'max-age=31536000'

/** Devices and powers of a browser that nothing here uses; only names that every Chromium knows, which warns of others. */
const UNUSED = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi'] as const

/** What all answers have in common. `isHttps`: people reach the server by https alone. */
function common(isHttps: boolean): HeaderOptions {
  return {
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    permissionsPolicy: Object.fromEntries(UNUSED.map((power) => [power, []])),
    // Plain HTTP on loopback is the default.
    strictTransportSecurity: isHttps ? HTTPS_ONLY : false,
  }
}

/** Headers for pages and data: only this server's own scripts run, and no foreign page frames it. */
const pagePolicy: HeaderOptions['contentSecurityPolicy'] = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  // Menus, dialogs and the API page set styles in place.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'blob:', 'data:'],
  mediaSrc: ["'self'", 'blob:'],
  workerSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'", 'blob:', 'data:'],
  fontSrc: ["'self'"],
  manifestSrc: ["'self'"],
  frameSrc: ["'none'"],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}

/** For uploaded files: whatever is in them, nothing of it runs. */
const mediaPolicy: HeaderOptions['contentSecurityPolicy'] = { defaultSrc: ["'none'"], sandbox: [] }

/** Sets the security headers of every answer. */
export function securityHeaders(publicUrl: string | null): MiddlewareHandler<ApiEnv> {
  const shared = common(publicUrl?.startsWith('https://') ?? false)
  const forPages = secureHeaders({ ...shared, contentSecurityPolicy: pagePolicy })
  const forMedia = secureHeaders({ ...shared, contentSecurityPolicy: mediaPolicy })
  return (c, next) => (c.req.path.startsWith('/media/') ? forMedia(c, next) : forPages(c, next))
}
