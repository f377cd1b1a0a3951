import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = new URL('../../../', import.meta.url)

export interface Service {
  name: 'composer-api' | 'worker-api'
  port: number
  internalPort: number
  start(): Promise<void>
  /** Ends or stops the process as it is now. */
  signal(signal: NodeJS.Signals): void
  ended(): Promise<unknown>
  isReady(): Promise<boolean>
}

/** An instance of a service as a process of its own, which can be started again on the same ports. */
export function createService(
  name: Service['name'],
  ports: { port: number; internalPort: number },
  environment: Record<string, string>,
  logFile: string,
): Service {
  let child: ChildProcess | undefined
  const isReady = async () => {
    const answer = await fetch(`http://127.0.0.1:${ports.internalPort}/readyz`, {
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined)
    return answer?.ok === true
  }
  return {
    name,
    ...ports,
    isReady,
    async start() {
      const log = openSync(logFile, 'a')
      const started = spawn(
        process.execPath,
        [fileURLToPath(new URL(`services/${name}/dist/main.js`, root))],
        {
          env: {
            PATH: process.env['PATH'],
            ...environment,
            PORT: String(ports.port),
            INTERNAL_PORT: String(ports.internalPort),
          },
          stdio: ['ignore', log, log],
        },
      )
      child = started
      while (!(await isReady())) {
        if (started.exitCode !== null) throw new Error(`${name} ended at its start; see ${logFile}`)
        await pause(100)
      }
    },
    signal: (signal) => void child?.kill(signal),
    async ended() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      await once(child, 'exit')
    },
  }
}
