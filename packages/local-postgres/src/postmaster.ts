import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The process id in `postmaster.pid`; undefined if no such Postgres runs. The file of a dead process is removed. */
export async function runningPostmaster(dataDir: string): Promise<number | undefined> {
  const file = join(dataDir, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const pid = Number(text.split('\n')[0])
  if (await isPostgres(pid)) return pid
  await rm(file, { force: true })
  return undefined
}

/**
 * Stops a server whose parent was killed, with a fast shutdown (SIGINT): sessions are ended, data is safe.
 * @throws Error if the server still runs after 30 s
 */
export async function stopPostmaster(pid: number): Promise<void> {
  process.kill(pid, 'SIGCONT')
  process.kill(pid, 'SIGINT')
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (!(await isPostgres(pid))) return
    await pause(50)
  }
  throw new Error(`The Postgres with process id ${pid} does not stop`)
}

/** Whether the process is a Postgres and no zombie. The system may have given the id to another program. */
async function isPostgres(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(ignoreMissing)
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ignoreMissing)
  return (command?.includes('postgres') ?? false) && !state?.includes(') Z ')
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
  throw error
}
