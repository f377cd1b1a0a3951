import { workerDocument } from '@composer/contracts'
import {
  createAuthenticator,
  createHttpMetrics,
  createPublicApp,
  type Authenticator,
} from '@composer/service-kit'
import type { Express } from 'express'
import type { WorkerContext } from './context.js'
import { errorNumbers, workerErrors } from './errors.js'
import { createLimitedBodyReader } from './report/limited-body-reader.js'
import { operations } from './routes/index.js'
import { checkToken } from './routes/job-token.js'

/** The API as an Express application, and the authenticator to close with it. */
export async function publicApp(
  context: WorkerContext,
): Promise<{ app: Express; authenticator: Authenticator }> {
  const { settings, basePath, logger, registry } = context
  const metrics = createHttpMetrics(registry, 'worker', context.metrics.tenantLabel)
  const authenticator = await createAuthenticator({
    settings,
    basePath,
    publicPaths: ['/openapi'],
    realm: 'image-builder-worker/v1',
    catalogue: workerErrors,
    noTenant: errorNumbers.noTenant,
    logger,
    refused: metrics.refused,
  })
  const app = createPublicApp({
    basePath,
    document: workerDocument(),
    handlers: operations(context),
    catalogue: workerErrors,
    errors: errorNumbers,
    validate: 'lenient',
    bodyLimit: (operationId) =>
      operationId === 'UpdateJob' ? settings.MAX_RESULT_BYTES : settings.MAX_REQUEST_BYTES,
    rawBodies: ['UpdateJob'],
    checkParams: checkToken,
    bodyReader: createLimitedBodyReader(settings.RESULT_MEMORY_BYTES),
    authenticate: authenticator.handler,
    metrics,
    logger,
  })
  return { app, authenticator }
}
