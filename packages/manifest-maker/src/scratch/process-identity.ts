import { readFile } from 'node:fs/promises'

/**
 * Identifies a process by its id and start time, because the system reuses ids. The text can be part of a file name.
 * @returns undefined if there is no such process
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
    throw error
  })
  if (stat === undefined) return undefined
  // The second field, a name in parentheses, may hold spaces; the start is the 20th after it.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return `${pid}-${started}`
}
