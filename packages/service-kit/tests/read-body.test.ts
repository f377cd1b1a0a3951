import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { startServer, type TestServer } from '@composer/testkit'
import { BodyAbortedError, readBody } from '@composer/service-kit'

let server: TestServer
let client: Socket
afterEach(async () => {
  client.destroy()
  await server.close()
})

/** Begins a request of ten bytes; `read` is what came of it. */
async function begin(stallMs: number): Promise<{ read: Promise<unknown> }> {
  let settle: (outcome: unknown) => void
  const read = new Promise((resolve) => (settle = resolve))
  server = await startServer((req, res) => {
    readBody(req, 100, stallMs).then(
      (body) => {
        settle(body.toString())
        res.end()
      },
      (error: unknown) => settle(error),
    )
  })
  client = connect(server.port, '127.0.0.1')
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n01234')
  return { read }
}

describe('A sender who stalls in its body', () => {
  it('loses its connection', async () => {
    const { read } = await begin(20)
    const closed = once(client.resume(), 'close')
    expect(await read).toBeInstanceOf(BodyAbortedError)
    await closed
  })

  it('is waited for as long as that is allowed', async () => {
    const { read } = await begin(60_000)
    client.write('56789')
    expect(await read).toBe('0123456789')
  })
})
