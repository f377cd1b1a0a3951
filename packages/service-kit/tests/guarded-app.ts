import { Registry } from 'prom-client'
import request from 'supertest'
import {
  authSettings,
  createAuthenticator,
  createHttpMetrics,
  createLogger,
  createPublicApp,
  createTenantLabels,
  defineErrorCatalogue,
  loadSettings,
} from '@composer/service-kit'
import { collectLogLines } from '@composer/testkit'
import { testDocument } from './test-document.js'

export const basePath = '/api/test/v1'

const catalogue = defineErrorCatalogue({
  code: 'TEST',
  withDetails: true,
  withMessage: false,
  rows: [
    [21, 404, 'not found'],
    [28, 400, 'tenant'],
    [42, 400, 'path'],
    [10001, 500, 'unexpected'],
  ],
})
const errors = {
  notFound: 21,
  contentType: 42,
  malformed: 42,
  tooLarge: 42,
  invalid: 42,
  badPath: 42,
  noTenant: 28,
  tooMany: 429,
  unexpected: 10001,
}
const document = testDocument({
  '/openapi': { get: { operationId: 'getOpenapi' } },
  '/who': { get: { operationId: 'getWho' } },
  '/upload': { put: { operationId: 'putUpload' } },
})

/** What `AuthenticatorOptions.keys` takes. */
type Keys = NonNullable<Parameters<typeof createAuthenticator>[0]['keys']>

/** An app whose `/who` answers with the caller, behind an authenticator with these settings. */
export async function createGuardedApp(environment: Record<string, string | undefined>, keys: Keys = {}) {
  const log = collectLogLines(createLogger)
  const registry = new Registry()
  const metrics = createHttpMetrics(registry, 'composer', createTenantLabels(5))
  const authenticator = await createAuthenticator({
    settings: loadSettings(authSettings, environment),
    basePath,
    publicPaths: ['/openapi'],
    realm: 'test/v1',
    catalogue,
    noTenant: 28,
    logger: log.logger,
    refused: metrics.refused,
    keys,
  })
  const app = createPublicApp({
    basePath,
    document,
    handlers: {
      getOpenapi: async ({ principal }) => ({ status: 200, body: principal }),
      getWho: async ({ principal }) => ({ status: 200, body: principal }),
      putUpload: async () => ({ status: 200 }),
    },
    catalogue,
    errors,
    validate: 'lenient',
    bodyLimit: () => 1000,
    authenticate: authenticator.handler,
    metrics,
    logger: log.logger,
  })
  return {
    app,
    log,
    metrics: () => registry.metrics(),
    checks: authenticator.checks,
    close: () => authenticator.close(),
    /** Who the service takes the sender of this token for. */
    ask: (token: string) => request(app).get(`${basePath}/who`).set('Authorization', `Bearer ${token}`),
  }
}

export type GuardedApp = Awaited<ReturnType<typeof createGuardedApp>>
