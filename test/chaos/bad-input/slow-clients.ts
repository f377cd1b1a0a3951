import { setMaxListeners } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Arena } from '../arena.js'
import type { Service } from '../service.js'

/** Of each kind at each service. */
const clientsOfAKind = 10
/**
 * A head may take 15 s and a body may stall for a minute; the heads are looked at every 30 s, and a service may be frozen
 * meanwhile.
 */
const boundMs = 100_000

/** A connection that lasts no longer came while the service was not there. */
const restartMs = 10_000

export interface SlowClients {
  /** Connections that were closed on them, by kind. */
  closed: Record<string, number>
  /** Those that were left alone for too long, in words. Ends them. */
  stop(): Promise<string[]>
}

/** Clients that send a head byte by byte, or stop in the middle of a body, over and over. */
export function startSlowClients({ services, issuer }: Arena): SlowClients {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const closed: Record<string, number> = { 'slow head': 0, 'stalled body': 0 }
  const tooLong: string[] = []

  async function hold(service: Service, kind: string, begin: (socket: Socket) => Promise<void>) {
    while (!stopping.signal.aborted) {
      const socket = connect(service.port, '127.0.0.1')
      const begun = performance.now()
      const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.on('error', () => undefined).resume()
      await begin(socket)
      // What is open at the end is judged as well.
      await Promise.race([
        ended,
        pause(boundMs, undefined, { signal: stopping.signal }).catch(() => undefined),
      ])
      const lasted = performance.now() - begun
      if (lasted > boundMs) tooLong.push(`a client with a ${kind} was left alone by ${service.id}`)
      else if (lasted > restartMs && !stopping.signal.aborted) closed[kind] = (closed[kind] ?? 0) + 1
      socket.destroy()
      await pause(1000)
    }
  }
  const drip = async (socket: Socket) => {
    socket.write('GET /')
    const timer = setInterval(() => socket.write('a'), 1000)
    socket.once('close', () => clearInterval(timer))
  }
  const stall = (path: string) => async (socket: Socket) => {
    const token = await issuer.token({ 'rh-org-id': '100000' })
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${token}`]
    socket.write([...head, 'Content-Type: application/json', 'Content-Length: 1000', '', '{"'].join('\r\n'))
  }
  const paths = {
    'composer-api': '/api/image-builder-composer/v2/compose',
    'worker-api': '/api/image-builder-worker/v1/jobs',
  }
  const holding = services.flatMap((service) =>
    Array.from({ length: clientsOfAKind }).flatMap(() => [
      hold(service, 'slow head', drip),
      hold(service, 'stalled body', stall(paths[service.name])),
    ]),
  )
  return {
    closed,
    async stop() {
      stopping.abort()
      await Promise.all(holding)
      return tooLong
    },
  }
}
