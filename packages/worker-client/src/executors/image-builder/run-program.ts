import { spawn } from 'node:child_process'
import { type ProgramLimits, watchLimits, withLimits } from './program-limits.js'

export interface ProgramResult {
  exitCode: number | null
  stdout: string
  /** The end of what it wrote to standard error. */
  stderr: string
}

export interface RunOptions {
  cwd: string
  env: Record<string, string>
  signal: AbortSignal
  limits?: ProgramLimits
  /** How long a cancelled program may take to end by itself; default 10 s. */
  killAfterMs?: number
}

const STDERR_BYTES = 64 * 1024
const KILL_AFTER_MS = 10_000

/** Process groups that this process has started and that are not known to be gone. */
const groups = new Set<number>()
// A process that has to end at once takes along what it started; `exit` handlers run synchronously.
process.once('exit', () => {
  for (const group of groups) signalGroup(group, 'SIGKILL')
})

/**
 * Runs a program to its end, without a shell. When `signal` fires or a limit is passed, its whole process group is
 * ended, because the program goes on when it alone is signalled, and so do its children; the promise settles when it is
 * gone.
 * @throws {ProgramLimitError} naming the limit; the signal's reason
 */
export async function runProgram(
  program: string,
  args: string[],
  options: RunOptions,
): Promise<ProgramResult> {
  options.signal.throwIfAborted()
  const exceeded = new AbortController()
  const signal = AbortSignal.any([options.signal, exceeded.signal])
  const [command, line] = options.limits ? withLimits(options.limits, program, args) : [program, args]
  const child = spawn(command, line, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) groups.add(child.pid)
  const stdout: Buffer[] = []
  let stderr = Buffer.alloc(0)
  const watch = options.limits && watchLimits(options.limits, options.cwd, exceeded)
  child.stdout.on('data', (chunk: Buffer) => {
    watch?.wrote(chunk.length)
    if (!exceeded.signal.aborted) stdout.push(chunk)
  })
  child.stderr.on(
    'data',
    (chunk: Buffer) => (stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_BYTES)),
  )

  let forced: NodeJS.Timeout | undefined
  const cancel = () => {
    signalGroup(child.pid, 'SIGTERM')
    forced = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), options.killAfterMs ?? KILL_AFTER_MS)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    signal.throwIfAborted()
    return { exitCode, stdout: Buffer.concat(stdout).toString(), stderr: stderr.toString() }
  } finally {
    clearTimeout(forced)
    watch?.stop()
    signal.removeEventListener('abort', cancel)
    // The program may have ended before its children did.
    if (signal.aborted) signalGroup(child.pid, 'SIGKILL')
    if (child.pid !== undefined) groups.delete(child.pid)
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: nobody of the group is left.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH'))
      throw error
  }
}
