import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  port: number
  /** New connections lead to this port from now on; those that are there stay. */
  leadTo(port: number): void
  /** Resets every connection. */
  cut(): void
  /** From now on nothing of what arrives is passed on, in either direction, and new connections are not answered. */
  freeze(): void
  /** What arrived meanwhile is passed on. */
  thaw(): void
  /** Refuses new connections, and accepts them again. */
  refuse(refusing: boolean): void
  /** Each chunk waits this long. */
  delay(milliseconds: number): void
  /** Answers are read and thrown away, so that the other side works and nobody learns of it. */
  loseAnswers(losing: boolean): void
  connections(): number
  close(): Promise<void>
}

/** A proxy on loopback between a client and a server on loopback, to break what is between them. */
export async function startTcpProxy(target: number, port = 0): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let to = target
  let frozen = false
  let refusing = false
  let losing = false
  let latency = 0

  const reset = (pair: readonly [Socket, Socket]) => {
    pairs.delete(pair)
    for (const socket of pair) socket.resetAndDestroy()
  }
  const pass = (from: Socket, into: Socket, answers: boolean) => {
    from.on('data', (chunk) => {
      if (answers && losing) return
      const write = () => {
        if (into.writable && !into.write(chunk)) {
          from.pause()
          into.once('drain', () => {
            if (!frozen) from.resume()
          })
        }
      }
      if (latency > 0) setTimeout(write, latency)
      else write()
    })
    from.on('end', () => {
      if (latency > 0) setTimeout(() => into.end(), latency)
      else into.end()
    })
  }
  const server = createServer({ pauseOnConnect: true }, (client) => {
    if (refusing) {
      client.resetAndDestroy()
      return
    }
    const upstream = createConnection(to, '127.0.0.1')
    const pair = [client, upstream] as const
    pairs.add(pair)
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', () => reset(pair))
      socket.on('close', () => {
        pairs.delete(pair)
        for (const each of pair) each.destroySoon()
      })
    }
    pass(client, upstream, false)
    pass(upstream, client, true)
    if (frozen) upstream.pause()
    else client.resume()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no address')
  const each = (act: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) act(socket)
  }
  return {
    port: address.port,
    leadTo: (next) => void (to = next),
    cut: () => [...pairs].forEach(reset),
    freeze() {
      frozen = true
      each((socket) => socket.pause())
    },
    thaw() {
      frozen = false
      each((socket) => socket.resume())
    },
    refuse: (now) => void (refusing = now),
    delay: (milliseconds) => void (latency = milliseconds),
    loseAnswers: (now) => void (losing = now),
    connections: () => pairs.size,
    async close() {
      server.close()
      ;[...pairs].forEach(reset)
      await once(server, 'close')
    },
  }
}
