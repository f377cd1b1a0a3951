import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import getPort from 'get-port'
import { cpuSecondsOf, memoryOf } from './cpu.js'

const root = new URL('../../../', import.meta.url)

export interface ServiceProcess {
  url: string
  internalUrl: string
  pid: number
  /** What it took until `/readyz` said yes, in seconds. */
  start: { elapsed: number; cpu: number }
  /** Resident set in MiB: now, and the most it ever was. */
  memory(): Promise<{ now: number; peak: number }>
  /** CPU seconds used so far, user and system. */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

/** Starts a service as its operators do: its own process, settings by environment, old space limited to 512 MiB. */
export async function startService(
  name: 'composer-api' | 'worker-api',
  environment: Record<string, string>,
  nodeOptions: string[] = [],
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<ServiceProcess> {
  const port = await getPort({ host: '127.0.0.1' })
  const internalPort = await getPort({ host: '127.0.0.1' })
  const spawned = performance.now()
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=512',
      ...nodeOptions,
      fileURLToPath(new URL(`services/${name}/dist/main.js`, root)),
    ],
    {
      env: {
        PATH: process.env.PATH,
        AUTH_MODE: 'none',
        MANIFESTS: 'workers',
        LOG_LEVEL: 'error',
        HOST: '127.0.0.1',
        PORT: String(port),
        INTERNAL_PORT: String(internalPort),
        ...environment,
      },
      stdio: ['ignore', output, 'inherit'],
    },
  )
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} did not start`)
  await untilReady(child, `http://127.0.0.1:${internalPort}/readyz`)
  const start = { elapsed: (performance.now() - spawned) / 1000, cpu: await cpuSecondsOf(pid) }
  return {
    url: `http://127.0.0.1:${port}`,
    internalUrl: `http://127.0.0.1:${internalPort}`,
    pid,
    start,
    memory: () => memoryOf(pid),
    cpuSeconds: () => cpuSecondsOf(pid),
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}`)
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${url} did not become ready`)
}
