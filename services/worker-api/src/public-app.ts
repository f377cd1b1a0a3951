import { workerDocument } from '@composer/contracts'
import {
  createAuthenticator,
  createHttpMetrics,
  createPublicApp,
  type Authenticator,
  type ClockCheck,
} from '@composer/service-kit'
import type { Express } from 'express'
import type { WorkerContext } from './context.js'
import { errorNumbers, workerErrors } from './errors.js'
import { createLimitedBodyReader } from './report/limited-body-reader.js'
import { admit } from './routes/admit.js'
import { rawBodies } from './routes/handler.js'
import { operations } from './routes/index.js'

/** Operations whose bodies hold a few names only. They have a lower limit, as ten thousand workers send them often. */
const shortBodies: ReadonlySet<string> = new Set(['RequestJob', 'postWorkers'])
const shortBodyBytes = 64 * 1024

/** The largest body of an operation, in bytes. */
function bodyLimit(operationId: string, settings: WorkerContext['settings']): number {
  if (operationId === 'UpdateJob') return settings.MAX_RESULT_BYTES
  return shortBodies.has(operationId)
    ? Math.min(shortBodyBytes, settings.MAX_REQUEST_BYTES)
    : settings.MAX_REQUEST_BYTES
}

/** The API as an Express application, and its authenticator, which the caller has to close. */
export async function publicApp(
  context: WorkerContext,
  clock: ClockCheck,
): Promise<{ app: Express; authenticator: Authenticator }> {
  const { settings, basePath, logger, registry } = context
  const metrics = createHttpMetrics(registry, 'worker', context.metrics.tenantLabel)
  const authenticator = await createAuthenticator({
    settings,
    makersFile: settings.MAKER_ACL_FILE,
    basePath,
    publicPaths: ['/openapi'],
    realm: 'image-builder-worker/v1',
    catalogue: workerErrors,
    noTenant: errorNumbers.noTenant,
    logger,
    refused: metrics.refused,
    onServerTime: clock.keyServer.note,
  })
  const app = createPublicApp({
    basePath,
    document: workerDocument(),
    handlers: operations(context),
    catalogue: workerErrors,
    errors: errorNumbers,
    validate: 'lenient',
    bodyLimit: (operationId) => bodyLimit(operationId, settings),
    rawBodies,
    admit,
    bodyReader: createLimitedBodyReader(settings.RESULT_MEMORY_BYTES, settings.UPLOAD_STALL_SECONDS * 1000),
    authenticate: authenticator.handler,
    openRequests: {
      max: settings.TENANT_MAX_OPEN_REQUESTS,
      exempt: ['getOpenapi', 'RequestJob', 'DepsolveForJob', 'ReleaseJob'],
    },
    metrics,
    logger,
  })
  return { app, authenticator }
}
