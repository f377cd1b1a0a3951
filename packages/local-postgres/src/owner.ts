import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Owner {
  uid: number
  gid: number
}

/**
 * Postgres refuses to run as root: then it runs as `nobody`, who needs a passwd entry but no entry is made.
 * Otherwise undefined: the programs run as the caller.
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
