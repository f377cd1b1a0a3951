import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import express, { type RequestHandler } from 'express'
import { Registry } from 'prom-client'
import request from 'supertest'
import { startServer, type TestServer } from '@composer/testkit'
import {
  createHttpMetrics,
  createLogger,
  createPublicApp,
  createTenantLabels,
  defineErrorCatalogue,
} from '@composer/service-kit'

const basePath = '/api/test/v1'
const operation = (operationId: string) => ({
  get: { operationId, responses: { 200: { description: 'ok' } } },
})
const numbers = {
  notFound: 21,
  contentType: 21,
  malformed: 21,
  tooLarge: 21,
  invalid: 21,
  badPath: 21,
  noTenant: 21,
  tooMany: 429,
  unexpected: 10001,
}
const catalogue = defineErrorCatalogue({
  code: 'TEST',
  withDetails: true,
  withMessage: false,
  rows: [
    [21, 404, 'not found'],
    [429, 429, 'too many'],
    [10001, 500, 'unexpected'],
  ],
})

/** The tenant is the value of a header. */
const authenticate: RequestHandler = (req, res, next) => {
  const tenant = req.get('tenant') ?? ''
  res.locals.principal = { tenant, channel: tenant }
  next()
}

let server: TestServer
let held: (() => void)[] = []
let arrived: () => void = () => undefined
let left: () => void = () => undefined

function start(max: number) {
  const wait = async ({ signal }: { signal: AbortSignal }) => {
    signal.addEventListener('abort', () => left())
    await new Promise<void>((resolve) => {
      held.push(resolve)
      arrived()
    })
    return { status: 200, body: {} }
  }
  const document = {
    openapi: '3.0.3',
    servers: [],
    paths: { '/slow': operation('slow'), '/free': operation('free') },
    components: { schemas: {}, responses: {}, parameters: {} },
  }
  const app = createPublicApp({
    basePath,
    document: document,
    handlers: { slow: wait, free: wait },
    catalogue,
    errors: numbers,
    validate: 'strict',
    bodyLimit: () => 1000,
    authenticate,
    metrics: createHttpMetrics(new Registry(), 'worker', createTenantLabels(5)),
    logger: createLogger({ LOG_LEVEL: 'error', LOG_FORMAT: 'json' }, 'test'),
    openRequests: { max, exempt: ['free'] },
  })
  return startServer(express().use(app))
}

/** Sends a request and resolves when its handler has it. */
async function open(tenant: string, path = '/slow') {
  const begun = new Promise<void>((resolve) => (arrived = resolve))
  const gone = new AbortController()
  const closed = new Promise<void>((resolve) => (left = resolve))
  const answer = fetch(`${server.url}${basePath}${path}`, { headers: { tenant }, signal: gone.signal })
  answer.catch(() => undefined)
  await begun
  const leave = async () => {
    gone.abort()
    await closed
  }
  return { answer, leave }
}
const ask = (tenant: string) => request(server.url).get(`${basePath}/slow`).set('tenant', tenant)

beforeEach(() => {
  held = []
})
afterEach(async () => {
  for (const end of held) end()
  await server.close()
})

describe('The open requests of a tenant', () => {
  it('are so many and no more: the next one is refused with the advice to come again', async () => {
    server = await start(2)
    await open('a')
    await open('a')
    const answer = await ask('a')
    expect([answer.status, answer.body.id, answer.headers['retry-after']]).toEqual([429, '429', '1'])
    expect(answer.body.details).toBe('2 requests of this tenant are open already')
  })

  it('do not count for others, and those that wait on purpose do not count', async () => {
    server = await start(1)
    await open('a', '/free')
    await open('a', '/free')
    await open('a')
    await open('b')
    expect((await ask('b')).status).toBe(429)
  })

  it('make room when they are answered', async () => {
    server = await start(1)
    const { answer } = await open('a')
    held.shift()?.()
    expect((await answer).status).toBe(200)
    await open('a')
  })

  it('make room when their client goes away', async () => {
    server = await start(1)
    const { leave } = await open('a')
    expect((await ask('a')).status).toBe(429)
    await leave()
    await open('a')
  })

  it('are not counted without a limit', async () => {
    server = await start(0)
    await open('a')
    await open('a')
    await open('a')
    expect(held).toHaveLength(3)
  })
})
