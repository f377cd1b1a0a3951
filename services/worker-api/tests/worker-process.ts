import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What a container runs. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))

type LogLine = Record<string, unknown> & { message?: string }

/** The built service as a process of its own. */
export interface WorkerProcess {
  publicUrl: string
  internalUrl: string
  pid: number
  /** Resolves when a line of its log has this message. */
  logged(message: string): Promise<LogLine>
  /** Largest memory it ever had in RAM, in bytes, as the kernel counts it. */
  peakMemory(): Promise<number>
  /** Its memory limit is that of a control group: the kernel would end it beyond. */
  isLimited: boolean
  kill(signal: NodeJS.Signals): void
  /** Resolves with the exit code; null after a signal. */
  exited: Promise<number | null>
}

export async function startWorkerProcess(
  env: Record<string, string>,
  { flags = [] as string[], memoryLimit = 0 } = {},
): Promise<WorkerProcess> {
  const group = memoryLimit > 0 ? await createMemoryGroup(memoryLimit) : undefined
  const child = spawn(process.execPath, [...flags, program], {
    env: { PATH: process.env.PATH, PORT: '0', INTERNAL_PORT: '0', AUTH_MODE: 'none', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the process did not start')
  const exited = once(child, 'exit').then(async ([code]) => {
    await group?.remove()
    return code as number | null
  })
  await group?.add(pid)
  const log: LogLine[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (text) => {
    log.push(JSON.parse(text) as LogLine)
    lines.emit('logged')
  })
  const logged = async (message: string): Promise<LogLine> => {
    for (;;) {
      const line = log.find((one) => one.message === message)
      if (line) return line
      await once(lines, 'logged')
    }
  }
  const early = exited.then((code) => {
    throw new Error(`ended with ${String(code)} before it served: ${JSON.stringify(log)}`)
  })
  early.catch(() => undefined)
  const started = await Promise.race([logged('Service started'), early])
  return {
    publicUrl: String(started.url),
    internalUrl: String(started.internal_url),
    pid,
    isLimited: group !== undefined,
    logged,
    async peakMemory() {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
    },
    kill: (signal) => void child.kill(signal),
    exited,
  }
}

/** A control group with a memory limit, where the machine lets us make one; undefined elsewhere. */
async function createMemoryGroup(bytes: number) {
  const name = `worker-api-test-${process.pid}`
  for (const [folder, file] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ] as const) {
    const path = `${folder}/${name}`
    try {
      await mkdir(path)
      await writeFile(`${path}/${file}`, String(bytes))
    } catch {
      await rmdir(path).catch(() => undefined)
      continue
    }
    return {
      add: (pid: number) => writeFile(`${path}/cgroup.procs`, String(pid)),
      remove: () => rmdir(path).catch(() => undefined),
    }
  }
  return undefined
}
