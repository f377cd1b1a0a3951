import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

export interface ServiceProcess {
  pid: number
  publicUrl: string
  internalUrl: string
  /** Everything it wrote so far, to standard output and standard error. */
  output(): string
  /** The lines of its log: standard output alone. */
  log(): string[]
  /** Resolves when it has written a line with this message. */
  wrote(message: string): Promise<void>
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>
  /** As a machine that goes away. */
  kill(): Promise<void>
}

/**
 * A service as its operators start it: a process of its own that only knows this environment.
 * @param launcher a command that runs the one behind it, where something has to happen to the process before it begins
 */
export async function startServiceProcess(
  name: 'composer-api' | 'worker-api',
  environment: Record<string, string>,
  launcher: string[] = [],
): Promise<ServiceProcess> {
  const settings = { LOG_LEVEL: 'info', PORT: '0', INTERNAL_PORT: '0', ...environment }
  const { child, output, log, wrote } = spawnService(name, settings, launcher)
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} could not be started`)
  const exited = once(child, 'exit') as Promise<[number | null]>
  await Promise.race([
    wrote('Service started'),
    exited.then(() => {
      throw new Error(`${name} did not start:\n${output()}`)
    }),
  ])
  const started = log().find((line) => line.includes('"Service started"'))
  const { url, internal_url: internalUrl } = JSON.parse(started ?? '') as {
    url: string
    internal_url: string
  }
  return {
    pid,
    publicUrl: url,
    internalUrl,
    output,
    log,
    wrote,
    async stop() {
      child.kill('SIGTERM')
      return (await exited)[0]
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function spawnService(name: string, environment: Record<string, string>, launcher: string[]) {
  const main = fileURLToPath(new URL(`services/${name}/dist/main.js`, root))
  const [command = process.execPath, ...parameters] = [...launcher, process.execPath, main]
  const child = spawn(command, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let written = ''
  let logged = ''
  const looks = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      written += chunk.toString()
      if (stream === child.stdout) logged += chunk.toString()
      for (const look of looks) look()
    })
  }
  const wrote = (message: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!new RegExp(`"message":"${message}"[^\\n]*\\n`).test(written)) return
        looks.delete(look)
        resolve()
      }
      looks.add(look)
      look()
    })
  return { child, output: () => written, log: () => logged.trimEnd().split('\n'), wrote }
}
