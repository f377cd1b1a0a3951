import { composerDocument } from '@composer/contracts'
import {
  createAuthenticator,
  createHttpMetrics,
  createPublicApp,
  createTenantLabels,
} from '@composer/service-kit'
import type { Authenticator, ClockCheck } from '@composer/service-kit'
import type { Express } from 'express'
import type { Registry } from 'prom-client'
import type { ComposerContext } from './context.js'
import { errorNumbers } from './error-numbers.js'
import { composerErrors } from './errors.js'
import { operations } from './routes/index.js'

/** Bytes: a body with a region and 1,000 accounts has half of it. */
const cloneBodyBytes = 512 * 1024

/** Bytes that a body of this operation may have. */
const bodyLimit = (operationId: string, most: number): number =>
  operationId === 'postCloneCompose' ? Math.min(cloneBodyBytes, most) : most

/** The API as an Express application, and its authenticator, which the caller closes. */
export async function publicApp(
  context: ComposerContext,
  registry: Registry,
  clock: ClockCheck,
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
    onServerTime: clock.keyServer.note,
  })
  const app = createPublicApp({
    basePath,
    document: composerDocument(),
    handlers: operations(context),
    catalogue: composerErrors,
    errors: errorNumbers,
    validate: 'strict',
    bodyLimit: (operationId) => bodyLimit(operationId, settings.MAX_REQUEST_BYTES),
    bodyReader: context.bodies.read,
    authenticate: authenticator.handler,
    openRequests: { max: settings.TENANT_MAX_OPEN_REQUESTS, exempt: ['getOpenapi', 'getErrorList'] },
    metrics,
    logger,
  })
  return { app, authenticator }
}
