import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'

const root = new URL('../../../', import.meta.url)

export type ServiceName = 'composer-api' | 'worker-api'

export interface Slot {
  service: ServiceName
  /** `a`, `b`: also the name of the server in the proxy. */
  name: string
  port: number
  internalPort: number
}

export interface Instance {
  /** SIGTERM, then waits for the end. @throws when it does not exit with 0 */
  stop(): Promise<void>
  /** Ends it whatever it does; nothing when it has ended. */
  kill(): void
}

/** Starts a service as its operators do, as a process of its own, and waits until it is ready. */
export async function startInstance(slot: Slot, databaseUrl: string, logFile: string): Promise<Instance> {
  const log = openSync(logFile, 'a')
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`services/${slot.service}/dist/main.js`, root))],
    {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        AUTH_MODE: 'none',
        MANIFESTS: 'workers',
        LOG_LEVEL: 'info',
        PORT: String(slot.port),
        INTERNAL_PORT: String(slot.internalPort),
      },
      stdio: ['ignore', log, log],
    },
  )
  const ready = async () => {
    const response = await fetch(`http://127.0.0.1:${slot.internalPort}/readyz`).catch(() => undefined)
    return response?.ok === true
  }
  while (!(await ready())) {
    if (child.exitCode !== null)
      throw new Error(`${slot.service} ${slot.name} ended at its start; see ${logFile}`)
    await pause(50)
  }
  return {
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = (await ended) as [number | null]
      if (code !== 0) throw new Error(`${slot.service} ${slot.name} ended with ${code}; see ${logFile}`)
    },
  }
}
