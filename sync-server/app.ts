import { requestId } from 'hono/request-id'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Config } from './config.ts'
import { createApi, type ApiEnv } from './http/api.ts'
import { checkOrigin } from './http/middleware/check-origin.ts'
import { notFound, reportErrors } from './http/middleware/report-errors.ts'
import { syncRoute } from './http/sync-route.ts'
import type { Logger } from './observability/logger.ts'
import type { Relay } from './relay/relay.ts'

/** What the HTTP side of the server uses. */
export interface AppServices {
  readonly config: Config
  readonly logger: Logger
  readonly relay: Relay
}

/** The whole HTTP side as a function of its services; a request to it needs no port. */
export function createApp(services: AppServices): OpenAPIHono<ApiEnv> {
  const { config, logger } = services
  const app = createApi()
  app.onError(reportErrors(logger))
  app.use(requestId(), checkOrigin(config.allowedHosts))
  app.route('/', syncRoute(services))
  app.notFound(notFound)
  return app
}
