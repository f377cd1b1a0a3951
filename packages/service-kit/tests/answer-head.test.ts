import type { RequestListener } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import {
  createHttpMetrics,
  createLogger,
  createPublicApp,
  createTenantLabels,
  defineErrorCatalogue,
  HANDLED,
  nobody,
  type RunningService,
  runService,
} from '@composer/service-kit'
import { collectLogLines } from '@composer/testkit'
import { testDocument } from './test-document.js'

const registry = new Registry()
const { logger } = collectLogLines(createLogger)
const app = createPublicApp({
  basePath: '/a',
  document: testDocument({
    '/text': { get: { operationId: 'getText' } },
    '/stream': { get: { operationId: 'getStream' } },
    '/nothing': { get: { operationId: 'getNothing' } },
    '/own': { get: { operationId: 'getOwn' } },
    '/by-itself': { get: { operationId: 'getByItself' } },
  }),
  handlers: {
    getText: async () => ({ status: 200, body: { word: 'größer' } }),
    getStream: async () => ({
      status: 200,
      jsonText: (async function* () {
        yield '{}'
      })(),
    }),
    getNothing: async () => ({ status: 204 }),
    getOwn: async () => ({ status: 200, headers: { 'X-Frame-Options': 'DENY', 'X-Own': '1' }, body: {} }),
    getByItself: async ({ res }) => {
      res.status(200).set('X-Frame-Options', 'DENY').json({})
      return HANDLED
    },
  },
  catalogue: defineErrorCatalogue({
    code: 'A',
    withDetails: false,
    withMessage: false,
    rows: [
      [11, 404, 'nothing there'],
      [10001, 500, 'unexpected'],
    ],
  }),
  errors: {
    notFound: 11,
    contentType: 11,
    malformed: 11,
    tooLarge: 11,
    invalid: 11,
    badPath: 11,
    noTenant: 11,
    tooMany: 11,
    unexpected: 10001,
  },
  validate: 'lenient',
  bodyLimit: () => 1000,
  authenticate: (req, res, next) => {
    res.locals.principal = nobody
    next(req.headers.authorization === undefined ? undefined : new Error('no'))
  },
  metrics: createHttpMetrics(registry, 'worker', createTenantLabels(5)),
  logger,
})
/** Whether the server made each request of the app's own type. */
const own: boolean[] = []
const seen: RequestListener = (req, res) => {
  own.push(req instanceof app.messageTypes.IncomingMessage)
  app(req, res)
}
let service: RunningService

beforeAll(async () => {
  service = await runService({
    name: 'test',
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    graceSeconds: 5,
    publicApp: Object.assign(seen, { messageTypes: app.messageTypes }),
    registry,
    checks: [],
    logger,
  })
})
afterAll(async () => {
  await service.stop()
})

const ask = async (path: string, init?: RequestInit) => {
  const answer = await fetch(service.publicUrl + path, init)
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

describe('The head of an answer', () => {
  it.each([
    ['JSON', '/a/text', {}, 200],
    ['nothing', '/a/nothing', {}, 204],
    ['a stream', '/a/stream', {}, 200],
    ['a HEAD', '/a/text', { method: 'HEAD' }, 200],
    ['no operation', '/a/none', {}, 404],
    ['another place', '/elsewhere', {}, 404],
    ['a failure', '/a/text', { headers: { authorization: 'bad' } }, 500],
  ])('to %s has the headers that protect browsers', async (_what, path, init, status) => {
    const answer = await ask(path, init)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d+/)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  it.each(['/a/own', '/a/by-itself'])('keeps what %s says itself, once', async (path) => {
    const { headers } = await ask(path)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('tells the length in bytes and the encoding', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await ask('/a/text', { method })
      expect(headers.get('content-length')).toBe('19')
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    }
  })

  it('belongs to requests that are of the app from the start', async () => {
    own.length = 0
    await ask('/a/text')
    expect(own).toEqual([true])
  })
})
