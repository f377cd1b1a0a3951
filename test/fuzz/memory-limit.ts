import { existsSync } from 'node:fs'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface MemoryLimit {
  /** Starts the command behind it inside the limit. */
  launcher: string[]
  /** MiB: the most that was in use, page cache included, and whether the kernel killed for it. */
  read(): Promise<{ peakMib: number; kills: number }>
  remove(): Promise<void>
}

/** File names of the two generations of control groups. */
const generations = [
  {
    parent: '/sys/fs/cgroup/memory',
    known: 'memory.limit_in_bytes',
    limit: 'memory.limit_in_bytes',
    peak: 'memory.max_usage_in_bytes',
    kills: 'memory.oom_control',
  },
  {
    parent: '/sys/fs/cgroup',
    known: 'cgroup.controllers',
    limit: 'memory.max',
    peak: 'memory.peak',
    kills: 'memory.events',
  },
]

/**
 * A control group of its own with this much memory, as a container has it.
 * @throws Error where this user may not make control groups
 */
export async function limitMemory(name: string, mebibytes: number): Promise<MemoryLimit> {
  const generation = generations.find(({ parent, known }) => existsSync(join(parent, known)))
  if (!generation) throw new Error('There is no control group to limit memory with')
  const folder = join(generation.parent, `composer-fuzz-${process.pid}-${name}`)
  await mkdir(folder)
  await writeFile(join(folder, generation.limit), String(mebibytes * 1024 * 1024))
  return {
    launcher: ['sh', '-c', 'echo $$ > "$0" && exec "$@"', join(folder, 'cgroup.procs')],
    async read() {
      const peak = Number(await readFile(join(folder, generation.peak), 'utf8'))
      const events = await readFile(join(folder, generation.kills), 'utf8')
      return { peakMib: peak / 1024 / 1024, kills: Number(/oom_kill (\d+)/.exec(events)?.[1] ?? 0) }
    },
    remove: () => rmdir(folder),
  }
}
