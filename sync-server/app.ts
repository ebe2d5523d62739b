import type { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import { isLoopback, type Config } from './config.ts'
import { createApi, type ApiEnv } from './http/api.ts'
import { HttpProblem } from './http/http-problem.ts'
import { Operations } from './http/operations.ts'
import { mcpRoute } from './http/mcp-route.ts'
import { mediaFileRoutes } from './http/media-files.ts'
import type { IdentitySource } from './auth/identity.ts'
import type { People } from './auth/people.ts'
import { authenticate } from './http/middleware/authenticate.ts'
import { checkText } from './http/middleware/check-text.ts'
import { conditionalAnswers } from './http/middleware/conditional-answers.ts'
import type { WaysIn } from './auth/ways-in.ts'
import { clientAddress } from './http/middleware/client-address.ts'
import { limitRate, type RateLimit } from './http/middleware/limit-rate.ts'
import { checkOrigin } from './http/middleware/check-origin.ts'
import { enforceAccess, type AccessServices } from './http/middleware/enforce-access.ts'
import { idempotency } from './http/middleware/idempotency.ts'
import { notFound, reportErrors } from './http/middleware/report-errors.ts'
import { readUnreadBodies } from './http/middleware/read-unread-bodies.ts'
import { requireMediaType } from './http/middleware/require-media-type.ts'
import { shareWithOrigins } from './http/middleware/share-with-origins.ts'
import { securityHeaders } from './http/middleware/security-headers.ts'
import { staticClient } from './http/static-client.ts'
import { syncRoute } from './http/sync-route.ts'
import { eventRoutes } from './http/v1/events-base.ts'
import { generationRoutes } from './http/v1/generation.ts'
import { healthRoutes } from './http/v1/health.ts'
import { exportRoutes } from './http/v1/exports.ts'
import { mediaRoutes } from './http/v1/media.ts'
import { batchRoutes } from './http/v1/batches.ts'
import { describeCommon } from './http/v1/describe-api.ts'
import { openAiRoutes } from './http/v1/openai-videos.ts'
import { docsPage, openApiInfo } from './http/v1/openapi.ts'
import { accountRoutes } from './http/v1/accounts.ts'
import { auditRoutes } from './http/v1/audit.ts'
import { characterRoutes } from './http/v1/characters.ts'
import { clipRoutes } from './http/v1/clips.ts'
import { invitationRoutes } from './http/v1/invitations.ts'
import { memberRoutes } from './http/v1/members.ts'
import { planRoute } from './http/v1/plan.ts'
import { poolRoutes } from './http/v1/pool.ts'
import { presetRoutes } from './http/v1/presets.ts'
import { projectRoutes } from './http/v1/projects.ts'
import { pullWorkerRoutes } from './http/v1/pull-workers.ts'
import { queueRoutes } from './http/v1/queue.ts'
import { sceneRoutes } from './http/v1/scenes.ts'
import { serverRoutes } from './http/v1/servers.ts'
import { passkeyRoutes } from './http/v1/passkeys.ts'
import { shareLinkRoutes } from './http/v1/share-links.ts'
import { signInWayRoutes } from './http/v1/sign-in-ways.ts'
import { tokenRoutes } from './http/v1/tokens.ts'
import { imageRoutes } from './http/v1/images.ts'
import { secretRoutes } from './http/v1/secrets.ts'
import { sessionRoutes } from './http/v1/session.ts'
import { templateRoutes } from './http/v1/templates.ts'
import { versionRoutes } from './http/v1/versions.ts'
import type { Dispatch } from './dispatch/create-dispatch.ts'
import type { CastHomes } from './films/cast-homes.ts'
import type { Films } from './films/films.ts'
import type { StudioLibrary } from './films/studio-library.ts'
import type { MediaLibrary } from './media/media-library.ts'
import type { Thumbnails } from './media/thumbnails.ts'
import type { OpenAiVideos } from './openai/openai-videos.ts'
import type { Logger } from './observability/logger.ts'
import type { Relay } from './relay/relay.ts'
import type { RoomGate } from './relay/room-gate.ts'
import type { Secrets } from './secrets/secrets.ts'
import type { HitCounter } from './limits/hit-counter.ts'
import type { CatalogRefresher } from './services/catalog-refresher.ts'
import type { EventHub } from './services/event-hub.ts'
import type { Health } from './services/health.ts'
import type { AccountStore } from './storage/account-store.ts'
import type { AuditLog } from './storage/audit-log.ts'
import type { AnswerStore } from './storage/answer-store.ts'
import type { Catalog } from './storage/catalog.ts'
import type { VersionStore } from './storage/version-store.ts'
import { MAX_PACKED_BYTES } from './versions/pack-state.ts'
import type { VersionKeeper } from './versions/version-keeper.ts'

/** What the HTTP side of the server uses. */
export interface AppServices {
  readonly config: Config
  readonly logger: Logger
  /** The ways to tell who asks, tried in this order. */
  readonly identitySources: readonly IdentitySource[]
  readonly access: AccessServices
  readonly people: People
  readonly roomGate: RoomGate
  readonly accountStore: AccountStore
  readonly auditLog: AuditLog
  readonly relay: Relay
  readonly catalog: Catalog
  readonly catalogRefresher: CatalogRefresher
  readonly films: Films
  readonly openAiVideos: OpenAiVideos
  /** Deletes a film for good. */
  readonly eraseFilm: (projectId: string) => Promise<void>
  readonly library: StudioLibrary
  readonly castHomes: CastHomes
  readonly versions: VersionKeeper
  readonly versionStore: VersionStore
  /** Answers to requests that may be repeated. */
  readonly answers: AnswerStore
  readonly media: MediaLibrary
  readonly thumbnails: Thumbnails
  readonly waysIn: WaysIn
  readonly hitCounter: HitCounter
  readonly events: EventHub
  readonly dispatch: Dispatch
  readonly secrets: Secrets
  readonly health: Health
  /** Version of the product. */
  readonly version: string
  /** Folder of the built client. */
  readonly clientDir: string
  readonly now: () => number
  readonly newId: () => string
  /** Ends what would else go on for ever: event streams. */
  readonly stopping: AbortSignal
}

/** Bytes of a JSON body; uploads have limits of their own. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

/** What a form needs beside its file. */
const FORM_OVERHEAD_BYTES = 64 * 1024

/** The whole HTTP side as a function of its services; a request to it needs no port. */
export function createApp(services: AppServices): OpenAPIHono<ApiEnv> {
  const { config, logger } = services
  const app = createApi()
  app.onError(reportErrors(logger))
  app.notFound(notFound(new Operations(app)))
  const { allowedOrigins, publicUrl } = config.access
  const limits = rateLimits(config)
  app.use(
    readUnreadBodies(),
    requestId(),
    securityHeaders(publicUrl),
    checkOrigin({ allowedHosts: config.allowedHosts, allowedOrigins, publicUrl, onNetwork: !isLoopback(config.host) }),
    shareWithOrigins(allowedOrigins),
    clientAddress(config.access.trustedProxies),
    authenticate(services.identitySources),
  )
  app.use('/sync/*', limitRate(services.hitCounter, limits.connects))
  app.use('/sync/*', enforceAccess(services.access))
  app.use('/media/*', limitRate(services.hitCounter, limits.media), enforceAccess(services.access))
  app.route('/', syncRoute(services))
  app.route('/', mediaFileRoutes(services))
  app.route('/api/v1', apiV1(services))
  if (config.mcp) {
    app.use(
      '/mcp',
      limitRate(services.hitCounter, limits.api),
      limitBody(MAX_BODY_BYTES),
      requireMediaType(takesFile),
      checkText(),
      enforceAccess(services.access),
    )
    app.route('/', mcpRoute({ ...services, answer: (request, bindings) => app.fetch(request, bindings) }))
  }
  // Where earlier versions had them.
  app.use('/api/projects/*', enforceAccess(services.access))
  app.route('/api', exportRoutes(services))
  app.get('/api/v1/openapi.json', (c) =>
    c.json(describeCommon(app.getOpenAPI31Document(openApiInfo(services.version)))),
  )
  app.route('/', docsPage())
  app.route('/', staticClient(services.clientDir))
  return app
}

/** Every module of routes under `/api/v1`, a line each. */
function apiV1(services: AppServices): OpenAPIHono<ApiEnv> {
  const { config } = services
  const limits = { uploadBytes: config.maxUploadBytes, musicBytes: config.maxMusicBytes }
  const api = createApi()
  const { api: requests, generation, signIn } = rateLimits(config)
  for (const limit of [requests, generation, signIn]) api.use('*', limitRate(services.hitCounter, limit))
  api.use('/media/upload-face-image', limitBody(config.maxImageBytes + FORM_OVERHEAD_BYTES))
  api.use('/media/projects/*', limitBody(config.maxMusicBytes + FORM_OVERHEAD_BYTES))
  api.use('/queue/jobs/:id/complete', limitBody(config.maxUploadBytes + FORM_OVERHEAD_BYTES))
  api.use('/projects/:id/versions/:version_id', limitBody(MAX_PACKED_BYTES))
  api.use(
    '*',
    exceptUploads(limitBody(MAX_BODY_BYTES)),
    requireMediaType(takesFile),
    conditionalAnswers(),
    exceptUploads(checkText()),
  )
  api.use('*', enforceAccess(services.access), idempotency(services))
  api.route('/', healthRoutes(services))
  api.route('/', eventRoutes(services))
  api.route('/', sessionRoutes(services))
  api.route('/', accountRoutes(services))
  api.route('/', invitationRoutes(services))
  api.route('/', memberRoutes(services))
  api.route('/', auditRoutes(services))
  api.route('/', projectRoutes(services))
  api.route('/', exportRoutes(services))
  api.route('/', planRoute(services))
  api.route('/', sceneRoutes(services))
  api.route('/', clipRoutes(services))
  api.route('/', characterRoutes(services))
  api.route('/', templateRoutes(services))
  api.route('/', presetRoutes(services))
  api.route('/', poolRoutes(services))
  api.route('/', versionRoutes(services))
  api.route('/', openAiRoutes(services))
  api.route('/', generationRoutes(services.dispatch))
  api.route('/', batchRoutes(services.dispatch))
  api.route('/', pullWorkerRoutes({ ...services, ...services.dispatch, maxUploadBytes: config.maxUploadBytes }))
  api.route('/', queueRoutes({ ...services, ...services.dispatch }))
  api.route('/', serverRoutes({ ...services, ...services.dispatch }))
  api.route('/', signInWayRoutes(services))
  api.route('/', passkeyRoutes(services))
  api.route('/', tokenRoutes(services))
  api.route('/', shareLinkRoutes(services))
  api.route('/', secretRoutes(services))
  api.route('/', imageRoutes({ ...services, maxImageBytes: config.maxImageBytes }))
  api.route('/', mediaRoutes({ ...services, limits }))
  return api
}

/** A minute, where others reach the server; whoever is at the machine itself may do what they like. */
const MOST = { api: 6000, generation: 300, connects: 600, media: 60_000 } as const

/** Requests that ask for pictures or videos. */
const GENERATION = /^\/api\/v1\/(generation(\/batch)?|queue\/jobs)\/?$/

/** Requests by which somebody may guess a password or a code, or make the server remember something. */
const SIGN_IN =
  /^\/api\/v1\/(session(\/password|\/passkey(\/options)?|\/oidc\/start)?|set-up|password-resets\/use|share-links\/(look|open)|invitations\/(look|accept))\/?$/

function rateLimits(config: Config): { readonly [Name in keyof typeof MOST | 'signIn']: RateLimit } {
  const most = (name: keyof typeof MOST): number =>
    config.access.rateLimits[name] ?? (config.accounts || !isLoopback(config.host) ? MOST[name] : 0)
  return {
    api: { name: 'api', limit: most('api'), what: 'requests', by: 'identity' },
    generation: {
      name: 'generation',
      limit: most('generation'),
      what: 'generations',
      by: 'identity',
      counts: (c) => c.req.method === 'POST' && GENERATION.test(c.req.path),
    },
    signIn: {
      name: 'sign-in',
      limit: config.accounts ? config.access.rateLimits.signIn : 0,
      what: 'tries to sign in',
      by: 'address',
      counts: (c) => SIGN_IN.test(c.req.path) && (/^P(OS|U)T$/.test(c.req.method) || c.req.path.endsWith('/start')),
    },
    connects: { name: 'connects', limit: most('connects'), what: 'connections', by: 'identity' },
    // Far above what scrubbing a video and scrolling through a gallery of pictures ask for.
    media: { name: 'media', limit: most('media'), what: 'reads of media files', by: 'identity' },
  }
}

function limitBody(maxBytes: number): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new HttpProblem('too-large', `The request is larger than ${maxBytes} bytes, the most that is taken here`)
    },
  })
}

/** Addresses that take files, with limits of their own. */
const UPLOADS = [
  // Whatever stands in the place of the hash: what is wrong with it is told by the route.
  /^\/api\/v1\/media\/(?!(missing|lend)$)[^/]+$/,
  /^\/api\/v1\/media\/upload-face-image$/,
  /^\/api\/v1\/media\/projects\//,
  /^\/api\/v1\/queue\/jobs\/[^/]+\/complete$/,
  /^\/api\/v1\/projects\/[^/]+\/versions\/[^/]+$/,
]

function takesFile(path: string): boolean {
  return UPLOADS.some((pattern) => pattern.test(path))
}

function exceptUploads(limit: ReturnType<typeof bodyLimit>): ReturnType<typeof bodyLimit> {
  return (c, next) => (takesFile(c.req.path) ? next() : limit(c, next))
}
