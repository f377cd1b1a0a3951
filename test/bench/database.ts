import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalPostgres } from '@composer/local-postgres'
import pg from 'pg'

export interface BenchDatabase {
  version: string
  /** URL of a new, empty database. */
  create(name: string): Promise<string>
  /** Statements run so far in `name` by anybody but the caller of this, from pg_stat_statements. */
  statements(url: string): Promise<number>
  stop(): Promise<void>
}

/** A server of its own with the durability of production: fsync and synchronous_commit on, everything else default. */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-postgres-'))
  const server = await startLocalPostgres({
    dataDir,
    port: 0,
    durable: true,
    settings: { shared_preload_libraries: 'pg_stat_statements', max_connections: '200' },
  })
  const admin = new pg.Client(server.url)
  await admin.connect()
  const { rows } = await admin.query<{ server_version: string }>('SHOW server_version')
  return {
    version: rows[0]?.server_version ?? 'unknown',
    async create(name) {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await admin.query(`CREATE DATABASE ${name}`)
      await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
      const url = new URL(server.url)
      url.pathname = `/${name}`
      return url.href
    },
    async statements(url) {
      const counted = await admin.query<{ calls: string }>(
        `SELECT coalesce(sum(calls), 0) AS calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`,
        [new URL(url).pathname.slice(1)],
      )
      return Number(counted.rows[0]?.calls)
    },
    async stop() {
      await admin.end()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
