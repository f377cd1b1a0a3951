import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { processIdentity } from './process-identity.js'

export interface Scratch {
  /** Folder of this process, for files that all jobs share. */
  folder: string
  /** Creates a folder for one job, with mode 0700. */
  create(): Promise<string>
  /** Removes the folder of this process with everything in it. */
  remove(): Promise<void>
}

/** The path of a unix socket may have 107 bytes; the folder of each job contains a socket. */
const SOCKET_PATH_BYTES = 107
export const SOCKET_NAME = 'solver'

/**
 * Opens the folder for the files of jobs. Removes the folders of earlier makers on this host that ended without
 * cleaning up.
 * @throws {Error} if the path is too long for sockets in the folder
 */
export async function openScratch(base: string): Promise<Scratch> {
  await mkdir(base, { recursive: true, mode: 0o700 })
  // Only folders of this host: whether a process on another host still runs cannot be known here.
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
  await removeLeftovers(base, host)
  const folder = join(base, `${host}-${await processIdentity(process.pid)}-${randomBytes(4).toString('hex')}`)
  const nameOfJob = () => randomBytes(6).toString('hex')
  const longest = join(folder, nameOfJob(), SOCKET_NAME)
  if (Buffer.byteLength(longest) > SOCKET_PATH_BYTES)
    throw new Error(`MANIFEST_SCRATCH_DIR: ${base} is too long a path for a socket in it`)
  await mkdir(folder, { mode: 0o700 })
  return {
    folder,
    async create() {
      const path = join(folder, nameOfJob())
      await mkdir(path, { mode: 0o700 })
      return path
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function removeLeftovers(base: string, host: string): Promise<void> {
  for (const name of await readdir(base)) {
    const [, identity, pid] = new RegExp(`^${host}-((\\d+)-\\d+)-[0-9a-f]+$`).exec(name) ?? []
    if (identity === undefined) continue
    if (identity !== (await processIdentity(Number(pid))))
      await rm(join(base, name), { recursive: true, force: true })
  }
}
