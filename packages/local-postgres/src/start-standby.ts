import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import pg from 'pg'
import { serverOwner, type Owner } from './owner.js'
import { startLocalPostgres, type LocalPostgres, type LocalPostgresOptions } from './start-local-postgres.js'

/**
 * Entries of the data folder that are not copied: they belong to the running primary, or the standby gets them anew.
 */
const notCopied = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'server.log',
  'pg_wal',
  'pg_replslot',
  'pg_stat_tmp',
])

/**
 * Starts a hot standby that streams from `primary`, which keeps running. The base backup is made with SQL functions,
 * because the npm package of binaries has no pg_basebackup. `SELECT pg_promote()` makes the standby a primary.
 * @param options.dataDir must not exist
 */
export async function startStandby(
  primary: LocalPostgres,
  primaryDataDir: string,
  options: LocalPostgresOptions,
): Promise<LocalPostgres> {
  const owner = await serverOwner()
  const client = new pg.Client(primary.url)
  await client.connect()
  try {
    await client.query(`SELECT pg_backup_start('standby', true)`)
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
    await copyData(primaryDataDir, options.dataDir)
    for (const folder of ['pg_wal', 'pg_replslot', 'pg_stat_tmp']) await mkdir(join(options.dataDir, folder))
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')
    await writeFile(join(options.dataDir, 'backup_label'), rows[0]?.labelfile ?? '')
    await writeFile(join(options.dataDir, 'standby.signal'), '')
  } finally {
    await client.end()
  }
  if (owner) await give(options.dataDir, owner)
  return startLocalPostgres({
    ...options,
    settings: { primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres`, ...options.settings },
  })
}

/** Copies the data files; starts again if a file vanishes meanwhile. The standby replays later changes from the WAL. */
async function copyData(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await cp(from, to, {
        recursive: true,
        filter: (path) => path === from || !isLeftOut(relative(from, path)),
      })
      return
    } catch (error) {
      if (attempt === 5 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

const isLeftOut = (path: string): boolean => !path.includes(sep) && notCopied.has(basename(path))

async function give(folder: string, { uid, gid }: Owner): Promise<void> {
  await chown(folder, uid, gid)
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid)
}
