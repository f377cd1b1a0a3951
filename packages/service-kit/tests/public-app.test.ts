import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import request from 'supertest'
import type { Express } from 'express'
import {
  createHttpMetrics,
  createLogger,
  createPublicApp,
  createTenantLabels,
  defineErrorCatalogue,
} from '@composer/service-kit'
import { testDocument } from './test-document.js'

const document = testDocument(
  {
    '/things/': {
      get: {
        operationId: 'listThings',
        parameters: [{ name: 'tag', in: 'query', schema: { type: 'array' } }],
      },
    },
    '/things/{id}': {
      get: { operationId: 'getThing' },
      post: {
        operationId: 'postThing',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
      },
    },
  },
  {
    Thing: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { type: 'string' },
        size: { type: 'integer', default: 0 },
        options: { anyOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] },
        owner: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
        part: { oneOf: [{ $ref: '#/components/schemas/Plain' }, { $ref: '#/components/schemas/Group' }] },
        free: {},
      },
      not: { required: ['size', 'owner'] },
    },
    Plain: {
      type: 'object',
      required: ['type', 'size'],
      properties: { type: { type: 'string', enum: ['plain'] }, size: { type: 'string' } },
    },
    Group: {
      type: 'object',
      required: ['type', 'parts'],
      properties: {
        type: { type: 'string', enum: ['group'] },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Plain' } },
      },
    },
    A: {
      type: 'object',
      required: ['a'],
      additionalProperties: false,
      properties: { a: { type: 'string' }, public: { type: 'boolean', default: false } },
    },
    B: { type: 'object', additionalProperties: false, properties: { b: { type: 'string' } } },
  },
)
const catalogue = defineErrorCatalogue({
  code: 'TEST',
  withDetails: true,
  withMessage: false,
  rows: [
    [3, 415, 'type'],
    [20, 400, 'malformed'],
    [21, 404, 'not found'],
    [28, 400, 'tenant'],
    [30, 400, 'invalid'],
    [42, 400, 'path'],
    [10001, 500, 'unexpected'],
  ],
})
const numbers = {
  notFound: 21,
  contentType: 3,
  malformed: 20,
  tooLarge: 30,
  invalid: 30,
  badPath: 42,
  noTenant: 28,
  tooMany: 429,
  unexpected: 10001,
}
const lines: string[] = []
const registry = new Registry()
const handlers = {
  listThings: async ({ query }: { query: unknown }) => ({ status: 200, body: query }),
  getThing: async ({ params }: { params: Record<string, string> }) => {
    if (params.id === 'broken') throw new Error('secret=hunter2 broke')
    return { status: 200, body: params }
  },
  postThing: async ({ body }: { body: unknown }) => ({ status: 201, body }),
}
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(chunk.toString())
    done()
  },
})
let app: Express

const build = (override: object = {}) =>
  createPublicApp({
    basePath: '/api/v1',
    document,
    handlers,
    catalogue,
    errors: numbers,
    validate: 'strict',
    bodyLimit: () => 1000,
    authenticate: (_req, res, next) => {
      res.locals.principal = { role: 'anyone', tenant: null, channel: '' }
      next()
    },
    metrics: createHttpMetrics(new Registry(), 'composer', createTenantLabels(5)),
    logger: createLogger({ LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, 'test', sink),
    ...override,
  })

beforeAll(() => {
  app = build({ metrics: createHttpMetrics(registry, 'composer', createTenantLabels(5)) })
})
afterAll(() => registry.clear())

const post = (body: string, type: string | null = 'application/json') => {
  const sent = request(app).post('/api/v1/things/1')
  return (type === null ? sent : sent.set('Content-Type', type)).send(body)
}

describe('The public app', () => {
  it('answers an operation, its HEAD, and repeatable query parameters as lists', async () => {
    expect((await request(app).get('/api/v1/things/a%2Fb')).body).toEqual({ id: 'a/b' })
    const head = await request(app).head('/api/v1/things/1')
    expect([head.status, head.text]).toEqual([200, undefined])
    expect((await request(app).get('/api/v1/things/?tag=x&tag=y&other=z')).body).toEqual({ tag: ['x', 'y'] })
  })

  it.each([
    ['GET', '/api/v1/things', 21, 'no matching operation was found'],
    ['DELETE', '/api/v1/things/1', 21, 'method not allowed'],
    ['GET', '/api/v1/things/%zz', 42, 'code=400, message=invalid URL escape in the path'],
    ['GET', '/api/v1/things/?tag=', 30, 'parameter "tag" in query has an error: empty value is not allowed'],
  ])('refuses %s %s with %i', async (method, path, number, details) => {
    const answer = await request(app)[method === 'GET' ? 'get' : 'delete'](path)
    expect(answer.body).toMatchObject({
      id: String(number),
      kind: 'Error',
      code: `TEST-${number}`,
      href: `/api/v1/errors/${number}`,
      details,
    })
    expect(answer.body.operation_id).toMatch(/^[0-9A-Za-z]{27}$/)
  })

  it('writes defaults into the body, of an anyOf only those of the branch that fits', async () => {
    expect((await post('{"name":"x","options":{"b":"1"}}')).body).toEqual({
      name: 'x',
      size: 0,
      options: { b: '1' },
    })
    expect((await post('{"name":"x","options":{"a":"1"}}')).body).toEqual({
      name: 'x',
      size: 0,
      options: { a: '1', public: false },
    })
  })

  it('takes null for a default, and for nothing else', async () => {
    expect((await post('{"name":"x","size":null,"options":{"a":"1","public":null}}')).body).toEqual({
      name: 'x',
      size: 0,
      options: { a: '1', public: false },
    })
    expect((await post('{"name":null}')).body.details).toContain('name: must be string')
  })

  it.each([
    ['{"name":1}', 'application/json', 30, 'name: must be string'],
    ['{"name":"x","other":1}', 'application/json', 30, "body: property 'other' is unsupported"],
    ['{"name":"x","options":{"a":1}}', 'application/json', 30, 'error: options.a: must be string'],
    ['{"name":"x","options":{"b":1}}', 'application/json', 30, 'error: options.b: must be string'],
    [
      '{"name":"x","options":{"public":true}}',
      'application/json',
      30,
      "error: options: must have required property 'a'",
    ],
    [
      '{"name":"x","options":{"a":"","b":""}}',
      'application/json',
      30,
      "error: options: property 'b' is unsupported",
    ],
    ['{"name":"x","options":1}', 'application/json', 30, 'error: options: must be object'],
    ['{"name":"x","owner":true}', 'application/json', 30, 'error: owner: must be string or integer'],
    [
      '{"name":"x","part":{"type":"plain","parts":[]}}',
      'application/json',
      30,
      "part: must have required property 'size'",
    ],
    [
      '{"name":"x","part":{"type":"group","parts":[{"type":"plain","size":1}]}}',
      'application/json',
      30,
      'error: part.parts.0.size: must be string',
    ],
    [
      '{"name":"x","size":1,"owner":"o"}',
      'application/json',
      30,
      'error: body: must not have size and owner together',
    ],
    [
      `{"name":"x","free":${'['.repeat(201)}${']'.repeat(201)}}`,
      'application/json',
      30,
      'nests deeper than 200 levels',
    ],
    ['[]', 'application/json', 30, 'error: body: must be object'],
    ['{', 'application/json', 30, 'not valid JSON'],
    ['', 'application/json', 30, 'required but missing'],
    ['{"name":"x"}', 'text/plain', 30, 'Content-Type'],
    ['{"name":"x"}', 'application/json; charset=utf-8', 3, 'exactly application/json'],
    ['{"name":1}', 'application/json; charset=utf-8', 30, 'name: must be string'],
  ])('refuses the body %s as %s with %i', async (body, type, number, details) => {
    const answer = await post(body, type)
    expect(answer.body).toMatchObject({ id: String(number), details: expect.stringContaining(details) })
  })

  it('stops reading a body at its limit', async () => {
    const answer = await post(JSON.stringify({ name: 'x'.repeat(2000) }))
    expect([answer.status, answer.body.id]).toEqual([413, '30'])
  })

  it('answers an unexpected error with its number only, and logs it once with its cause and without secrets', async () => {
    lines.length = 0
    const answer = await request(app).get('/api/v1/things/broken')
    expect([answer.status, answer.body.id, answer.body.details]).toEqual([500, '10001', ''])
    const failures = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ level }) => level === 'error')
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatchObject({
      operation_id: answer.body.operation_id,
      error: { cause: { name: 'Error' } },
    })
    expect(lines.join('')).not.toContain('hunter2')
  })

  it('knows nothing outside of its base path, and says so in plain text', async () => {
    for (const path of ['/elsewhere', '/api/v1', '/api/v10/things/', '/%zz']) {
      const answer = await request(app).get(path)
      expect([answer.status, answer.type, answer.text]).toEqual([404, 'text/plain', '404 page not found\n'])
    }
  })

  it('cuts an external id that is no id', async () => {
    lines.length = 0
    await request(app).get('/api/v1/things/42').set('X-External-Id', 'x'.repeat(5000))
    expect(JSON.parse(lines[0] ?? '').external_id).toBe('x'.repeat(256))
  })

  it('logs and counts every request under its route', async () => {
    lines.length = 0
    await request(app).get('/api/v1/things/42').set('X-External-Id', 'ext-1')
    await request(app).get('/made/up')
    const access = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(access[0]).toMatchObject({
      message: 'Request',
      method: 'GET',
      uri: '/api/v1/things/42',
      status: 200,
      external_id: 'ext-1',
    })
    const metrics = await registry.metrics()
    expect(metrics).toContain('path="/api/v1/things/-",code="200"')
    expect(metrics).toContain('path="unknown",code="404"')
  })

  it('refuses to be built with a missing or a surplus handler', () => {
    expect(() => build({ handlers: { ...handlers, more: handlers.getThing } })).toThrow(
      'handler more has no operation',
    )
    expect(() => build({ handlers: { getThing: handlers.getThing } })).toThrow(
      'operation listThings has no handler',
    )
  })
})
