import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@composer/db'
import { startLocalPostgres } from '@composer/local-postgres'
import knex from 'knex'
import pg from 'pg'
import { cpuSecondsOfFamily, parentOf } from './cpu.js'

export interface BenchDatabase {
  version: string
  /** URL of a new database: an empty one, or a copy of another one of this server that nobody is connected to. */
  create(name: string, copyOf?: string): Promise<string>
  /** URL of a new database with our schema and no rows. */
  createMigrated(name: string): Promise<string>
  /** Statements run so far in `name` by anybody but the caller of this, from pg_stat_statements. */
  statements(url: string): Promise<number>
  /** CPU seconds that the server has used so far, all its processes together. */
  cpuSeconds(): Promise<number>
  stop(): Promise<void>
}

/**
 * A server of its own with the durability of production: fsync and synchronous_commit on, everything else default.
 * @param given URL of another one on this machine, as its superuser, with pg_stat_statements preloaded
 */
export async function startBenchDatabase(given?: string): Promise<BenchDatabase> {
  const server = given === undefined ? await startOwn() : undefined
  const serverUrl = given ?? server?.url ?? ''
  const admin = new pg.Client(serverUrl)
  await admin.connect()
  const postmaster = await parentOf(await backendOf(admin))
  const { rows } = await admin.query<{ server_version: string }>('SHOW server_version')
  const create = async (name: string, copyOf = 'template1') => {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${copyOf}`)
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  }
  let migrated: Promise<void> | undefined
  return {
    version: rows[0]?.server_version ?? 'unknown',
    create,
    async createMigrated(name) {
      await (migrated ??= create(migratedName).then(migrateAll))
      return create(name, migratedName)
    },
    async statements(url) {
      const counted = await admin.query<{ calls: string }>(
        `SELECT coalesce(sum(calls), 0) AS calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`,
        [new URL(url).pathname.slice(1)],
      )
      return Number(counted.rows[0]?.calls)
    },
    cpuSeconds: () => cpuSecondsOfFamily(postmaster),
    async stop() {
      await admin.end()
      await server?.stop()
    },
  }
}

/** Copied for every measurement: to migrate each time would take longer than some of them. */
const migratedName = 'bench_migrated'

async function migrateAll(url: string): Promise<void> {
  const db = knex({ client: 'pg', connection: url, pool: { min: 1, max: 1 } })
  try {
    await migrate(db)
  } finally {
    await db.destroy()
  }
}

const startOwn = async () =>
  startLocalPostgres({
    dataDir: await mkdtemp(join(tmpdir(), 'bench-postgres-')),
    port: 0,
    durable: true,
    temporary: true,
    settings: { shared_preload_libraries: 'pg_stat_statements', max_connections: '200' },
  })

async function backendOf(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  if (!rows[0]) throw new Error('Postgres did not name its process')
  return rows[0].pid
}
