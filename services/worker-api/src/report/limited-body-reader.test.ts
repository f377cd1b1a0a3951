import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { startServer, type TestServer } from '@composer/testkit'
import express from 'express'
import { createLimitedBodyReader } from './limited-body-reader.js'

const KiB = 1024

describe('The reader of large bodies', () => {
  let server: TestServer | undefined
  afterEach(() => server?.close())

  /** Answers each body with its length when the test says so. */
  const start = async (budget: number, stallMs?: number) => {
    const read = createLimitedBodyReader(budget, 60_000, stallMs)
    const held: { bytes: number; answer: () => void }[] = []
    const arrived: (() => void)[] = []
    const app = express()
    app.use(async (req, res) => {
      const body = await read(req, 10_000 * KiB, { streams: false })
      if (!Buffer.isBuffer(body)) throw new Error('the body was not read')
      held.push({ bytes: body.length, answer: () => res.end(String(body.length)) })
      for (const tell of arrived.splice(0)) tell()
    })
    server = await startServer(app)
    const { port } = server
    return {
      held,
      untilHeld: async (count: number) => {
        while (held.length < count) await new Promise<void>((resolve) => arrived.push(resolve))
      },
      send(bytes: number, sent = bytes) {
        const req = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'Content-Length': bytes } })
        const answer = once(req, 'response').then(([res]) => (res as IncomingMessage).resume().statusCode)
        answer.catch(() => undefined)
        if (sent === bytes) req.end(Buffer.alloc(bytes))
        else req.write(Buffer.alloc(sent))
        return { req, answer }
      },
    }
  }

  it('holds as many as fit, and the others wait for their turn', async () => {
    const { send, held, untilHeld } = await start(1000 * KiB)
    const all = [400, 400, 400, 400].map((size) => send(size * KiB))
    await untilHeld(2)
    const small = send(100)
    // A small body does not wait.
    await untilHeld(3)
    expect(held.map(({ bytes }) => bytes)).toEqual([400 * KiB, 400 * KiB, 100])
    for (let answered = 0; answered < 5; answered += 1) {
      await untilHeld(answered + 1)
      held[answered]?.answer()
    }
    expect(await Promise.all([...all, small].map(({ answer }) => answer))).toEqual([200, 200, 200, 200, 200])
  })

  it('takes one that is larger than its budget by itself', async () => {
    const { send, held, untilHeld } = await start(500 * KiB)
    const large = send(2000 * KiB)
    await untilHeld(1)
    held[0]?.answer()
    expect(await large.answer).toBe(200)
  })

  it('forgets one whose sender left while it waited', async () => {
    const { send, held, untilHeld } = await start(500 * KiB)
    const first = send(400 * KiB)
    await untilHeld(1)
    const second = send(400 * KiB, 0)
    const third = send(400 * KiB)
    second.req.destroy()
    held[0]?.answer()
    await untilHeld(2)
    held[1]?.answer()
    expect([await first.answer, await third.answer]).toEqual([200, 200])
  })

  it('gives up a sender that stalls while another one waits', async () => {
    const { send, held, untilHeld } = await start(500 * KiB, 40)
    const stalled = send(400 * KiB, 100 * KiB)
    const next = send(400 * KiB)
    await expect(stalled.answer).rejects.toThrow()
    await untilHeld(1)
    held[0]?.answer()
    expect(await next.answer).toBe(200)
  })
})
