import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ApiError, BodyAbortedError } from '@composer/service-kit'
import { startServer, type TestServer } from '@composer/testkit'
import express from 'express'
import { createBodyBudget, type BodyBudget } from '../src/intake/body-budget.js'

const bytes = 600

let server: TestServer
let budget: BodyBudget
let arrived: () => void = () => undefined

beforeEach(async () => {
  budget = createBodyBudget({ bytes: 1000, free: 10, patienceMs: -1 })
  const app = express()
  app.post('/', async (req, res) => {
    res.locals.principal = { channel: req.get('tenant') }
    try {
      const body = budget.read(req, 5000, { streams: false })
      arrived()
      await body
      res.end()
    } catch (error) {
      if (error instanceof BodyAbortedError) return
      if (!(error instanceof ApiError)) throw error
      req.resume()
      res.status(error.status).end()
    }
  })
  server = await startServer(app)
})
afterEach(() => server.close())

const begin = (tenant: string, length = bytes): ClientRequest => {
  const sent = request(server.url, { method: 'POST', headers: { tenant, 'Content-Length': length } })
  sent.flushHeaders()
  return sent
}
async function send(tenant: string, length?: number): Promise<number | undefined> {
  const [answer] = (await once(begin(tenant, length).end('x'.repeat(length ?? bytes)), 'response')) as [
    IncomingMessage,
  ]
  answer.resume()
  return answer.statusCode
}
/** A request that has come so far that its body is waited for. */
async function open(tenant: string): Promise<ClientRequest> {
  const came = new Promise<void>((resolve) => (arrived = resolve))
  const sent = begin(tenant)
  // Some are broken off.
  sent.on('error', () => undefined)
  await came
  return sent
}

describe('The budget of bodies', () => {
  it('is for all: who finds it used up is refused', async () => {
    const first = await open('a')
    expect(budget.held()).toBe(bytes)
    expect(await send('b')).toBe(503)
    first.destroy()
    await once(first, 'close')
  })

  it('is not asked for small bodies', async () => {
    const first = await open('a')
    expect(await send('b', 10)).toBe(200)
    first.end('x'.repeat(bytes))
    await once(first, 'response')
  })

  it('has room for one that is larger', async () => {
    expect(await send('a', 4000)).toBe(200)
    expect(await send('a', 4000)).toBe(200)
  })

  it('is taken from who sends for too long, once another needs it', async () => {
    const slow = await open('a')
    const dropped = once(slow, 'error')
    expect(await send('b')).toBe(503)
    await dropped
    expect(await send('b')).toBe(200)
  })
})
