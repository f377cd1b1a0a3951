import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Limits of one run of the program. */
export interface ProgramLimits {
  /** Path of `prlimit` (util-linux), through which the kernel enforces memory, CPU time and file sizes. */
  prlimit: string
  /** Wall-clock time from start to end, in milliseconds. */
  timeMs: number
  /**
   * Private writable memory of the program and of each child (RLIMIT_DATA). The address space is not limited, because
   * Go reserves more than it uses.
   */
  memoryBytes: number
  /** Size of standard output, and of each written file (RLIMIT_FSIZE). */
  outputBytes: number
  /** Size of all files below the working directory. */
  folderBytes: number
  /** How often the folder is measured; default 1 s. */
  folderCheckMs?: number
}

export type LimitName = 'time' | 'output' | 'disk'

/** The program was ended because it exceeded a limit. */
export class ProgramLimitError extends Error {
  override readonly name = 'ProgramLimitError'
  readonly limit: LimitName

  constructor(limit: LimitName, allowed: string) {
    super(`image-builder was ended: it passed its limit of ${allowed}`)
    this.limit = limit
  }
}

/** Makes the command that runs the program with the limits that the kernel enforces, also for its children. */
export function withLimits(limits: ProgramLimits, program: string, args: string[]): [string, string[]] {
  // A CPU time limit too: it ends the program if this process was killed and does not watch it any more.
  const cpuSeconds = Math.ceil(limits.timeMs / 1000)
  const options = [
    `--data=${limits.memoryBytes}`,
    `--fsize=${limits.outputBytes}`,
    `--cpu=${cpuSeconds}`,
    '--core=0',
  ]
  return [limits.prlimit, [...options, '--', program, ...args]]
}

/**
 * Watches the limits that the kernel does not enforce: time, standard output and size of the folder. Aborts `exceeded`
 * with a `ProgramLimitError` if one is exceeded.
 */
export function watchLimits(limits: ProgramLimits, folder: string, exceeded: AbortController) {
  const exceed = (limit: LimitName, allowed: string) => exceeded.abort(new ProgramLimitError(limit, allowed))
  const timer = setTimeout(() => exceed('time', `${limits.timeMs / 1000} s`), limits.timeMs)
  let written = 0
  let measuring = false
  const measure = async () => {
    if (measuring) return
    measuring = true
    if ((await sizeOf(folder)) > limits.folderBytes)
      exceed('disk', `${limits.folderBytes} bytes in its folder`)
    measuring = false
  }
  const meter = setInterval(() => void measure(), limits.folderCheckMs ?? 1000)
  return {
    wrote(bytes: number): void {
      written += bytes
      if (written > limits.outputBytes) exceed('output', `${limits.outputBytes} bytes of output`)
    },
    stop(): void {
      clearTimeout(timer)
      clearInterval(meter)
    },
  }
}

/** Size of all files below a folder, in bytes; files that vanish meanwhile are not counted. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((): Dirent[] => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      lstat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
