import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPool, type PoolOptions } from '@composer/database'
import { startLocalPostgres, startStandby, type LocalPostgres } from '@composer/local-postgres'
import type { Knex } from 'knex'

export interface Servers {
  primary: LocalPostgres
  /** Starts a standby that streams from the primary. */
  standby(): Promise<LocalPostgres>
  remove(): Promise<void>
}

/** A server of its own, which a suite may stop, crash and make read-only. */
export async function startServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'database-'))
  await chmod(folder, 0o755)
  const dataDir = join(folder, 'primary')
  const primary = await startLocalPostgres({ dataDir })
  const servers = [primary]
  return {
    primary,
    async standby() {
      const standby = await startStandby(primary, dataDir, { dataDir: join(folder, 'standby') })
      servers.unshift(standby)
      return standby
    },
    async remove() {
      for (const server of servers) await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const silent = () => undefined

export interface Connection {
  port: number
  user?: string
  database?: string
  query_timeout?: number
}

/** Connects like a service. */
export const connect = (connection: Connection, options: Partial<PoolOptions> = {}): Knex =>
  openPool({
    connection: { host: '127.0.0.1', user: 'postgres', database: 'postgres', ...connection },
    max: 4,
    maxAgeSeconds: 600,
    namedStatements: 'auto',
    warn: silent,
    log: { debug: silent, warn: silent, error: silent, deprecate: silent },
    ...options,
  })
