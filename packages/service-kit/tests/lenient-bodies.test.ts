import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import request from 'supertest'
import {
  createHttpMetrics,
  createLogger,
  createPublicApp,
  createTenantLabels,
  defineErrorCatalogue,
  type RunningService,
  runService,
} from '@composer/service-kit'
import { collectLogLines } from '@composer/testkit'
import { testDocument } from './test-document.js'

const json = { content: { 'application/json': { schema: { type: 'object', required: ['never'] } } } }
const log = collectLogLines(createLogger)
const registry = new Registry()
let url: string
let service: RunningService

let seen: Buffer | undefined
const echo = async ({ body, rawBody }: { body?: unknown; rawBody: Buffer }) => {
  seen = rawBody
  return { status: 200, body: { body } }
}
/** The rules of the worker API: exact content type and one JSON object, nothing of the schema. */
const app = createPublicApp({
  basePath: '/w',
  document: testDocument({
    '/things': { post: { operationId: 'postThing', requestBody: json } },
    '/results/{token}': { patch: { operationId: 'patchResult', requestBody: json } },
    '/free': { post: { operationId: 'postFree' } },
    '/wait': { get: { operationId: 'getWait' } },
    '/large': { get: { operationId: 'getLarge' } },
  }),
  handlers: {
    postThing: echo,
    patchResult: echo,
    postFree: echo,
    getLarge: async ({ signal }) => {
      signal.addEventListener('abort', () => log.logger.info('Aborted'))
      return { status: 200, jsonText: 'x'.repeat(64 * 1024 * 1024) }
    },
    getWait: async ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ status: 200 }))),
  },
  catalogue: defineErrorCatalogue({
    code: 'W',
    withDetails: false,
    withMessage: true,
    rows: [
      [3, 415, 'type'],
      [10, 400, 'malformed'],
      [11, 404, 'nothing there'],
      [16, 400, 'tenant'],
      [10001, 500, 'unexpected'],
    ],
  }),
  errors: {
    notFound: 11,
    contentType: 3,
    malformed: 10,
    tooLarge: 10,
    invalid: 10,
    badPath: 11,
    noTenant: 16,
    tooMany: 429,
    unexpected: 10001,
  },
  validate: 'lenient',
  bodyLimit: () => 1000,
  rawBodies: ['patchResult'],
  authenticate: (_req, res, next) => {
    res.locals.principal = { role: 'anyone', tenant: null, channel: '' }
    next()
  },
  metrics: createHttpMetrics(registry, 'worker', createTenantLabels(5)),
  logger: log.logger,
})

beforeAll(async () => {
  service = await runService({
    name: 'test',
    host: '127.0.0.1',
    port: 0,
    internalPort: 0,
    graceSeconds: 5,
    publicApp: app,
    registry,
    checks: [],
    logger: log.logger,
  })
  url = service.publicUrl
})
afterAll(async () => {
  await service.stop()
})

const post = (body: string, type = 'application/json') =>
  request(url).post('/w/things').set('Content-Type', type).send(body)

/** Sends bytes as they are and reads until the server closes. */
async function exchange(bytes: string): Promise<string> {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  return text(socket)
}

describe('A body that only has to be JSON', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    [' {} ', {}],
    ['{"a":1} {"b":2}', { a: 1 }],
    ['{"a":"}"}}', { a: '}' }],
    ['{"a":1}trailing', { a: 1 }],
    ['{"a":1,"a":2}', { a: 2 }],
  ])('is taken as %s', async (body, expected) => {
    expect((await post(body)).body).toEqual({ body: expected })
  })

  it.each(['', '{', 'null', '[]', '1', '"a"', '{"a":}', '{a:1}', 'x{}', '{"a":"\xff'])(
    'is malformed as %j',
    async (body) => {
      const answer = await post(body)
      expect([answer.status, answer.body.id, answer.body.message]).toEqual([400, '10', 'malformed'])
      expect(answer.body).not.toHaveProperty('details')
    },
  )

  it('that is no UTF-8 is malformed', async () => {
    const answer = await request(url)
      .post('/w/things')
      .set('Content-Type', 'application/json')
      .serialize((bytes) => bytes as never)
      .send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) as never)
    expect(answer.body.id).toBe('10')
  })

  it.each([
    'application/json; charset=utf-8',
    'text/plain',
    'Application/Json',
    'application/json,application/json',
  ])('is refused as %s', async (type) => {
    const answer = await post('{}', type)
    expect([answer.status, answer.body.id]).toEqual([415, '3'])
  })

  it('is refused without a content type, and with two', async () => {
    const head = 'POST /w/things HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n'
    const type = 'Content-Type: application/json\r\n'
    expect(await exchange(`${head}\r\n{}`)).toContain('HTTP/1.1 415')
    expect(await exchange(`${head}${type}${type}\r\n{}`)).toContain('HTTP/1.1 415')
    expect(await exchange(`${head}${type}\r\n{}`)).toContain('HTTP/1.1 200')
  })

  it('is refused before it is read when it is too large', async () => {
    expect((await post(`{"a":"${'x'.repeat(2000)}"}`)).status).toBe(413)
  })

  it('is refused as soon as it is too large when its length is not told', async () => {
    const head =
      'POST /w/things HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n'
    expect(await exchange(`${head}7d0\r\n${'x'.repeat(2000)}\r\n`)).toContain('HTTP/1.1 413')
  })

  it('reaches operations that want bytes unparsed', async () => {
    const answer = await request(url)
      .patch('/w/results/1')
      .set('Content-Type', 'application/json')
      .send('not { JSON 12345678901234567890')
    expect(answer.body).toEqual({})
    expect(seen?.toString()).toBe('not { JSON 12345678901234567890')
  })

  it('does not matter where none is documented', async () => {
    expect((await request(url).post('/w/free').set('Content-Type', 'text/plain').send('x')).status).toBe(200)
  })
})

describe('Bytes that are no request', () => {
  it.each([
    ['garbage', 'nonsense\r\n\r\n', 400],
    ['a head that is too large', `GET /w/wait HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    [
      'two lengths',
      'POST /w/free HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
  ])('as %s get the error object, a log line and a count', async (_name, bytes, status) => {
    log.clear()
    const answer = await exchange(bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const object = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>
    expect(object).toMatchObject({ kind: 'Error', id: '11', operation_id: expect.any(String) })
    expect(await log.next('Request cannot be read')).toMatchObject({
      status,
      operation_id: object.operation_id,
    })
    expect(await registry.metrics()).toContain(`path="unknown",code="${status}"`)
  })
})

describe('Bytes behind a request that asked to close', () => {
  it('get no answer of their own', async () => {
    const free = 'POST /w/free HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
    const answer = await exchange(`${free}and more`)
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200'])
  })
})

describe('A client that leaves before its answer', () => {
  it('aborts the handler’s signal and counts as 499', async () => {
    log.clear()
    const { port, hostname } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('GET /w/wait HTTP/1.1\r\nHost: h\r\nX-External-Id: ext\r\n\r\n', () => socket.destroy())
    expect(await log.next('Request')).toMatchObject({ status: 499, aborted: true, external_id: 'ext' })
    expect(await registry.metrics()).toContain('path="/w/wait",code="499"')
  })
})

describe('A client that leaves in the middle of its answer', () => {
  it('aborts the signal as well, and the access log says so', async () => {
    log.clear()
    const { port, hostname } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('GET /w/large HTTP/1.1\r\nHost: h\r\n\r\n')
    socket.once('data', () => socket.destroy())
    expect(await log.next('Request')).toMatchObject({ uri: '/w/large', status: 200, aborted: true })
    expect(await log.next('Aborted')).toBeDefined()
  })
})

describe('The access log', () => {
  it('shows only the beginning of an attempt’s token, and the error that was answered', async () => {
    log.clear()
    await request(url).patch('/w/results/0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa').send('x').type('text/plain')
    expect(await log.next('Request')).toMatchObject({
      uri: '/w/results/0b0f1f3c…',
      status: 415,
      error_id: 3,
      error: 'type',
    })
  })
})
