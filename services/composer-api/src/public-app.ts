import { composerDocument } from '@composer/contracts'
import {
  createAuthenticator,
  createHttpMetrics,
  createPublicApp,
  createTenantLabels,
} from '@composer/service-kit'
import type { Authenticator } from '@composer/service-kit'
import type { Express } from 'express'
import type { Registry } from 'prom-client'
import type { ComposerContext } from './context.js'
import { errorNumbers } from './error-numbers.js'
import { composerErrors } from './errors.js'
import { operations } from './routes/index.js'

/** The API as an Express application, and the authenticator to close with it. */
export async function publicApp(
  context: ComposerContext,
  registry: Registry,
): Promise<{ app: Express; authenticator: Authenticator }> {
  const { settings, logger } = context
  const basePath = settings.BASE_PATH
  const metrics = createHttpMetrics(registry, 'composer', createTenantLabels(settings.METRICS_MAX_TENANTS))
  const authenticator = await createAuthenticator({
    settings,
    basePath,
    publicPaths: ['/openapi', '/errors'],
    realm: 'image-builder-composer/v2',
    catalogue: composerErrors,
    noTenant: errorNumbers.noTenant,
    logger,
    refused: metrics.refused,
  })
  const app = createPublicApp({
    basePath,
    document: composerDocument(),
    handlers: operations(context),
    catalogue: composerErrors,
    errors: errorNumbers,
    validate: 'strict',
    bodyLimit: () => settings.MAX_REQUEST_BYTES,
    authenticate: authenticator.handler,
    openRequests: { max: settings.TENANT_MAX_OPEN_REQUESTS, exempt: ['getOpenapi', 'getErrorList'] },
    metrics,
    logger,
  })
  return { app, authenticator }
}
