import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Clock } from './clock.js'
import type { Link } from './toxiproxy.js'

const root = new URL('../../../', import.meta.url)

export interface Service {
  name: 'composer-api' | 'worker-api'
  /** `composer-api-1` */
  id: string
  port: number
  internalPort: number
  /** Between its clients and it, and between it and the database. */
  front: Link
  database: Link
  /** Where notifications come beside a pooler; undefined without one, and where it polls. */
  listen: Link | undefined
  /** Undefined where its clock cannot be set. */
  clock: Clock | undefined
  /** Starts the process. */
  launch(): void
  /** Resolve when it answers at all, or is ready; they reject when it ends before. */
  untilAlive(): Promise<void>
  untilReady(): Promise<void>
  /** Ends or stops the process as it is now. */
  signal(signal: NodeJS.Signals): void
  /** Resolves with the exit code; null for a process that was killed or never started. */
  ended(): Promise<number | null>
  readiness(): Promise<ReadinessAnswer>
  /** MiB of its memory right now; undefined while it does not run. */
  memory(): Promise<number | undefined>
}

/** The part of the arena that is the way of a service to the database. */
export const databaseOf = ({ id }: Service): string => `database of ${id}`

export interface ServiceOptions extends Pick<
  Service,
  'name' | 'id' | 'port' | 'internalPort' | 'front' | 'database' | 'listen' | 'clock'
> {
  environment: Record<string, string>
  logFile: string
}

export interface ReadinessAnswer {
  ready: boolean
  /** The checks that fail; undefined when it does not answer. */
  failing: string[] | undefined
}

/** An instance of a service as a process of its own, which can be started again on the same ports. */
export function createService({ environment, logFile, ...options }: ServiceOptions): Service {
  const { name, id, port, internalPort, clock } = options
  let child: ChildProcess | undefined
  const ask = (path: '/livez' | '/readyz') =>
    fetch(`http://127.0.0.1:${internalPort}${path}`, { signal: AbortSignal.timeout(3000) }).catch(
      () => undefined,
    )
  const isOk = async (path: '/livez' | '/readyz') => {
    const answer = await ask(path)
    await answer?.body?.cancel()
    return answer?.ok === true
  }
  const until = async (path: '/livez' | '/readyz') => {
    while (!(await isOk(path))) {
      if (child?.exitCode !== null) throw new Error(`${id} ended at its start; see ${logFile}`)
      await pause(100)
    }
  }
  return {
    ...options,
    launch() {
      const log = openSync(logFile, 'a')
      const main = fileURLToPath(new URL(`services/${name}/dist/main.js`, root))
      child = spawn(process.execPath, [main], {
        env: {
          PATH: process.env['PATH'],
          ...environment,
          ...clock?.environment,
          PORT: String(port),
          INTERNAL_PORT: String(internalPort),
        },
        stdio: ['ignore', log, log],
      })
    },
    async readiness() {
      const answer = await ask('/readyz')
      const { checks } = ((await answer?.json().catch(() => undefined)) ?? {}) as {
        checks?: Record<string, { ok: boolean }>
      }
      const failing = checks && Object.keys(checks).filter((name) => !checks[name]?.ok)
      return { ready: answer?.ok === true, failing }
    },
    untilAlive: () => until('/livez'),
    untilReady: () => until('/readyz'),
    signal: (signal) => void child?.kill(signal),
    async ended() {
      if (!child) return null
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return child.exitCode
    },
    async memory() {
      const status = await readFile(`/proc/${child?.pid ?? 0}/status`, 'utf8').catch(() => '')
      const kibibytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
      return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
    },
  }
}
