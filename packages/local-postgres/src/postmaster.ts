import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The process id in `postmaster.pid`, if such a process is alive; the file of a dead one is removed. */
export async function runningPostmaster(dataDir: string): Promise<number | undefined> {
  const file = join(dataDir, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const pid = Number(text.split('\n')[0])
  if (await isPostgres(pid)) return pid
  await rm(file, { force: true })
  return undefined
}

/** Stops an orphan that a killed parent left behind: smart enough to be quick, hard enough to end. */
export async function stopPostmaster(pid: number): Promise<void> {
  process.kill(pid, 'SIGCONT')
  process.kill(pid, 'SIGINT')
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (!(await isPostgres(pid))) return
    await pause(50)
  }
  throw new Error(`The Postgres with process id ${pid} does not stop`)
}

/** A recycled process id must not be taken for a server. */
async function isPostgres(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(ignoreMissing)
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ignoreMissing)
  return (command?.includes('postgres') ?? false) && !state?.includes(') Z ')
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
  throw error
}
