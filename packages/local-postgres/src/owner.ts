import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Owner {
  uid: number
  gid: number
}

/**
 * The user that the Postgres programs run as: `nobody` if we are root, because Postgres refuses to run as root.
 * Undefined: they run as our own user.
 * @throws Error if we are root and the system has no user `nobody`
 */
export async function serverOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all([id('-u'), id('-g')])
  return { uid, gid }
}

async function id(flag: '-u' | '-g'): Promise<number> {
  const { stdout } = await run('id', [flag, 'nobody'])
  return Number(stdout.trim())
}
