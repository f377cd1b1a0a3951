import { readdir, readFile } from 'node:fs/promises'

/** CPU seconds of this process: of the load generator. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

interface Usage {
  parent: number
  own: number
  /** Of children that have ended. */
  ended: number
}

/** CPU seconds that a process has used so far, user and system. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  return (await usageOf(pid)).own
}

/** The same of a process with its children, those included that have ended. */
export async function cpuSecondsOfFamily(pid: number): Promise<number> {
  const { own, ended } = await usageOf(pid)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  // A process may end between the two looks.
  const usages = await Promise.all(pids.map((other) => usageOf(other).catch(() => undefined)))
  const children = usages.filter((usage) => usage?.parent === pid)
  return children.reduce((sum, usage) => sum + (usage?.own ?? 0), own + ended)
}

/** Resident set of a process in MiB: now, and the most it ever was. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const mebibytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') }
}

export const parentOf = async (pid: number): Promise<number> => (await usageOf(pid)).parent

async function usageOf(pid: number): Promise<Usage> {
  const fields =
    (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)?.split(' ').map(Number) ?? []
  const ticks = (...at: number[]) => at.reduce((sum, index) => sum + (fields[index] ?? 0), 0) / 100
  return { parent: fields[1] ?? 0, own: ticks(11, 12), ended: ticks(13, 14) }
}
