import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.js'

/** What happens to the connections of a link; undefined for nothing. */
export interface Toxic {
  type: 'latency' | 'timeout' | 'reset_peer'
  attributes: Record<string, number>
  /** Only what the server says is affected. Default: both directions. */
  onlyAnswers?: boolean
}

/** A way between two programs on this machine that can be broken. */
export interface Link {
  /** Where the one that connects connects to. */
  port: number
  poison(toxic: Toxic): Promise<void>
  heal(): Promise<void>
  /** Closes the port and all connections. */
  close(): Promise<void>
  reopen(): Promise<void>
}

export interface Toxiproxy {
  link(name: string, serverPort: number): Promise<Link>
  stop(): Promise<void>
}

/** Starts the program (https://github.com/Shopify/toxiproxy), which is steered over HTTP. */
export async function startToxiproxy(program: string): Promise<Toxiproxy> {
  const control = await freePort()
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(control)], { stdio: 'ignore' })
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${control}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`toxiproxy: ${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  for (let up = false; !up; await pause(20)) {
    if (child.exitCode !== null) throw new Error(`toxiproxy ended with ${child.exitCode}`)
    up = await ask('GET', '/proxies').then(
      () => true,
      () => false,
    )
  }

  return {
    async link(name, serverPort) {
      const port = await freePort()
      await ask('POST', '/proxies', {
        name,
        listen: `127.0.0.1:${port}`,
        upstream: `127.0.0.1:${serverPort}`,
        enabled: true,
      })
      const path = `/proxies/${name}`
      let active: string[] = []
      return {
        port,
        async poison({ type, attributes, onlyAnswers = false }) {
          for (const stream of onlyAnswers ? ['downstream'] : ['downstream', 'upstream']) {
            await ask('POST', `${path}/toxics`, { name: stream, type, stream, attributes })
            active.push(stream)
          }
        },
        async heal() {
          const ending = active
          active = []
          for (const stream of ending) await ask('DELETE', `${path}/toxics/${stream}`)
        },
        close: async () => void (await ask('POST', path, { enabled: false })),
        reopen: async () => void (await ask('POST', path, { enabled: true })),
      }
    },
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
