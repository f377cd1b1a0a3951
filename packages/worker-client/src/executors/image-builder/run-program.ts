import { spawn } from 'node:child_process'

export interface ProgramResult {
  exitCode: number | null
  stdout: string
  /** The end of what it wrote to standard error. */
  stderr: string
}

const STDERR_BYTES = 64 * 1024
/** How long a cancelled program may take to end by itself. */
const KILL_AFTER_MS = 10_000

/**
 * Runs a program to its end. When `signal` fires, its whole process group is ended, because the program goes on when
 * it alone is signalled, and so do its children; the promise settles when it is gone.
 */
export async function runProgram(
  program: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; signal: AbortSignal; killAfterMs?: number },
): Promise<ProgramResult> {
  options.signal.throwIfAborted()
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout: Buffer[] = []
  let stderr = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on(
    'data',
    (chunk: Buffer) => (stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_BYTES)),
  )

  let forced: NodeJS.Timeout | undefined
  const cancel = () => {
    signalGroup(child.pid, 'SIGTERM')
    forced = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), options.killAfterMs ?? KILL_AFTER_MS)
  }
  options.signal.addEventListener('abort', cancel, { once: true })
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    options.signal.throwIfAborted()
    return { exitCode, stdout: Buffer.concat(stdout).toString(), stderr: stderr.toString() }
  } finally {
    clearTimeout(forced)
    options.signal.removeEventListener('abort', cancel)
    // The program may have ended before its children did.
    if (options.signal.aborted) signalGroup(child.pid, 'SIGKILL')
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
