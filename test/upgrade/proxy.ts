import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName, Slot } from './instance.js'

export interface Proxy {
  /** No new requests for this server; those under way go on. */
  drain(slot: Slot): Promise<void>
  /** Requests again, as soon as the server's checks succeed; resolves then. */
  admit(slot: Slot): Promise<void>
  stop(): Promise<void>
}

/** HAProxy in front of the slots, one port per service; it repeats no request. */
export async function startProxy(
  haproxy: string,
  folder: string,
  ports: Record<ServiceName, number>,
  slots: Slot[],
): Promise<Proxy> {
  const socket = join(folder, 'haproxy.sock')
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(socket, ports, slots))
  const log = openSync(join(folder, 'haproxy.log'), 'w')
  const child = spawn(haproxy, ['-db', '-f', file], { stdio: ['ignore', log, log] })
  const server = (slot: Slot) => `${slot.service}/${slot.name}`
  const status = async (slot: Slot) => {
    const lines = (await command(socket, 'show stat')).split('\n').map((line) => line.split(','))
    const column = lines[0]?.indexOf('status') ?? -1
    return lines.find((line) => line[0] === slot.service && line[1] === slot.name)?.[column]
  }
  const untilUp = async (slot: Slot) => {
    while ((await status(slot).catch(() => undefined)) !== 'UP') {
      if (child.exitCode !== null) throw new Error(`haproxy ended; see ${folder}/haproxy.log`)
      await pause(50)
    }
  }
  for (const slot of slots) await untilUp(slot)
  return {
    drain: async (slot) => void (await command(socket, `set server ${server(slot)} state drain`)),
    async admit(slot) {
      await command(socket, `set server ${server(slot)} state ready`)
      await untilUp(slot)
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

const configuration = (socket: string, ports: Record<ServiceName, number>, slots: Slot[]) => `
global
  stats socket ${socket} mode 600 level admin
  maxconn 4000
defaults
  mode http
  retries 0
  timeout connect 2s
  timeout client 90s
  timeout server 90s
  timeout check 3s
  option httpchk GET /readyz
  http-check expect status 200
${(['composer-api', 'worker-api'] as const)
  .map(
    (service) => `
listen ${service}
  bind 127.0.0.1:${ports[service]}
  balance roundrobin
${slots
  .filter((slot) => slot.service === service)
  .map(
    ({ name, port, internalPort }) =>
      `  server ${name} 127.0.0.1:${port} check port ${internalPort} inter 200ms fall 3 rise 1`,
  )
  .join('\n')}
`,
  )
  .join('')}`

/** One command of HAProxy's runtime interface. */
async function command(socket: string, text: string): Promise<string> {
  const connection = createConnection(socket)
  connection.end(`${text}\n`)
  let answer = ''
  for await (const chunk of connection) answer += String(chunk)
  return answer
}
