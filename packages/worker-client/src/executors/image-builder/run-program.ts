import { spawn } from 'node:child_process'
import { type ProgramLimits, watchLimits, withLimits } from './program-limits.js'

export interface ProgramResult {
  exitCode: number | null
  stdout: string
  /** The last part of standard error. */
  stderr: string
}

export interface RunOptions {
  cwd: string
  env: Record<string, string>
  signal: AbortSignal
  limits?: ProgramLimits
  /** How long a cancelled program may take to end after SIGTERM before it is killed; default 10 s. */
  killAfterMs?: number
}

const STDERR_BYTES = 64 * 1024
const KILL_AFTER_MS = 10_000

/** Ids of the process groups that this process has started and that may still run. */
const groups = new Set<number>()
// Kills them when this process exits; `exit` handlers must be synchronous.
process.once('exit', () => {
  for (const group of groups) signalGroup(group, 'SIGKILL')
})

/**
 * Runs a program to its end, without a shell. When `signal` fires or a limit is exceeded, the signal goes to the whole
 * process group, because the program and its children go on if only the program gets it. The promise settles when the
 * program has ended.
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
    // The children of the program may still run.
    if (signal.aborted) signalGroup(child.pid, 'SIGKILL')
    if (child.pid !== undefined) groups.delete(child.pid)
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // ESRCH: the group has no process any more.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH'))
      throw error
  }
}
