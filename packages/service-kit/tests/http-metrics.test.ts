import { beforeAll, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import request from 'supertest'
import {
  createHttpMetrics,
  createLogger,
  createPublicApp,
  createTenantLabels,
  defineErrorCatalogue,
} from '@composer/service-kit'
import { collectLogLines } from '@composer/testkit'
import { testDocument } from './test-document.js'

const registry = new Registry()
const numbers = { notFound: 21, contentType: 21, malformed: 21, tooLarge: 21, invalid: 21, badPath: 21 }
let tenant = '1'
const app = createPublicApp({
  basePath: '/b',
  document: testDocument({
    '/compose': { post: { operationId: 'postCompose' } },
    '/composes/{id}/logs': { get: { operationId: 'getLogs' } },
  }),
  handlers: {
    postCompose: async ({ req }) => ({ status: req.get('x-fail') ? 400 : 201 }),
    getLogs: async () => ({ status: 200, body: {} }),
  },
  catalogue: defineErrorCatalogue({
    code: 'X',
    withDetails: true,
    withMessage: false,
    rows: [
      [21, 404, 'nothing'],
      [10001, 500, 'unexpected'],
    ],
  }),
  errors: { ...numbers, noTenant: 21, tooMany: 429, unexpected: 10001 },
  validate: 'lenient',
  bodyLimit: () => 1000,
  authenticate: (_req, res, next) => {
    res.locals.principal = { role: 'tenant', tenant, channel: `org-${tenant}` }
    next()
  },
  metrics: createHttpMetrics(registry, 'composer', createTenantLabels(2)),
  logger: collectLogLines(createLogger).logger,
})

describe('The request metrics', () => {
  let metrics: string
  beforeAll(async () => {
    for (tenant of ['1', '2', '3']) await request(app).get('/b/composes/5/logs')
    tenant = '1'
    await request(app).post('/b/compose')
    await request(app).post('/b/compose').set('X-Fail', 'yes')
    await request(app).get('/b/made/up/by/the/caller')
    metrics = await registry.metrics()
  })
  const labels = (method: string, path: string, code: number, channel: string) =>
    `image_builder_composer_request_count{method="${method}",path="${path}",code="${code}",subsystem="composer",tenant="${channel}"}`

  it('count by method, route with dashes, status and tenant, up to the limit of tenants', () => {
    expect(metrics).toContain(`${labels('GET', '/b/composes/-/logs', 200, 'org-1')} 1`)
    expect(metrics).toContain(`${labels('GET', '/b/composes/-/logs', 200, 'org-2')} 1`)
    expect(metrics).toContain(`${labels('GET', '/b/composes/-/logs', 200, 'other')} 1`)
    expect(metrics).not.toContain('org-3')
  })

  it('keep what callers make up out of the labels', () => {
    expect(metrics).toContain(`${labels('GET', 'unknown', 404, 'org-1')} 1`)
    expect(metrics).not.toContain('made')
  })

  it('measure by route and tenant in the buckets of the dashboards', () => {
    const name = 'image_builder_composer_http_duration_seconds'
    const route = 'path="/b/composes/:id/logs",tenant="org-1"'
    const found = [...metrics.matchAll(new RegExp(`${name}_bucket\\{le="([^"]+)",${route}\\}`, 'g'))]
    const expected = '.025 .05 .075 .1 .2 .5 .75 1 1.5 2 3 4 5 6 8 10 12 14 16 20 +Inf'
    expect(found.map(([, bucket]) => bucket?.replace(/^0\./, '.')).join(' ')).toBe(expected)
    expect(metrics).toContain(`${name}_count{${route}} 1`)
  })

  it('keep the counters without labels', () => {
    expect(metrics).toMatch(/^image_builder_composer_total_requests 6$/m)
    expect(metrics).toMatch(/^image_builder_composer_total_compose_requests 2$/m)
    expect(metrics).toMatch(/^image_builder_composer_total_failed_compose_requests 1$/m)
  })
})
