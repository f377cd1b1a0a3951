import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '@composer/service-kit'

/** Another copy runs on the same data folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
}

/**
 * Takes `folder` for this process and answers how to give it back. The lock of a process that died without giving it
 * back is taken over.
 * @throws {FolderInUseError} while another living process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'lock')
  const mine = await identityOf(process.pid)
  for (;;) {
    try {
      await writeFile(file, mine ?? '', { flag: 'wx' })
      return () => rm(file, { force: true })
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    const holder = await readIfThere(file)
    const pid = Number(holder?.split(' ')[0])
    if (holder !== undefined && holder === (await identityOf(pid))) {
      throw new FolderInUseError(
        `the data folder ${folder} is in use by process ${pid}; give this copy another DATA_DIR`,
      )
    }
    await rm(file, { force: true })
  }
}

/** A process id with the time its process started, because ids are used again; undefined when there is no such process. */
async function identityOf(pid: number): Promise<string | undefined> {
  const stat = await readIfThere(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second field, a name in parentheses, may hold spaces; the start is the 20th after it.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return `${pid} ${started}`
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined
    throw error
  }
}
