import type { Knex } from 'knex'
import { sqlMigrations } from './migration-source.js'

/** The database has migrations that this code does not know: an older release must not touch it. */
export class DatabaseTooNewError extends Error {
  constructor(unknown: string[]) {
    super(`The database is newer than this release: it has the migrations ${unknown.join(', ')}`)
    this.name = 'DatabaseTooNewError'
  }
}

/** The database lacks migrations that this code needs. */
export class DatabaseTooOldError extends Error {
  constructor(missing: string[]) {
    super(`The database lacks the migrations ${missing.join(', ')}: run migrate first`)
    this.name = 'DatabaseTooOldError'
  }
}

export interface Migrated {
  /** Last migration before and after; null for an empty database. */
  from: string | null
  to: string | null
}

/** Any number will do, as long as every release uses the same one. */
const advisoryLock = 7_346_021

const config: Knex.MigratorConfig = { migrationSource: sqlMigrations, tableName: 'migrations' }

/**
 * Brings the schema up to this release, one caller at a time: the others wait and then find nothing to do.
 * @throws DatabaseTooNewError when a newer release was here.
 */
export async function migrate(db: Knex): Promise<Migrated> {
  return withLock(db, async () => {
    const { applied, unknown } = await compare(db)
    if (unknown.length > 0) throw new DatabaseTooNewError(unknown)
    // Knex's own lock row survives a crash; ours does not, and we hold it.
    await db.migrate.forceFreeMigrationsLock(config)
    await db.migrate.latest(config)
    const after = await appliedMigrations(db)
    return { from: applied.at(-1) ?? null, to: after.at(-1) ?? null }
  })
}

/** Takes the newest migration back. For development; production goes forward only. */
export async function rollback(db: Knex): Promise<void> {
  await withLock(db, () => db.migrate.down(config))
}

/**
 * Whether this code can work with the schema it finds. Additional migrations of the next release are accepted: it
 * expands first, so that both releases can serve during a rollout.
 * @throws DatabaseTooOldError
 */
export async function checkSchemaVersion(db: Knex): Promise<void> {
  const { missing } = await compare(db)
  if (missing.length > 0) throw new DatabaseTooOldError(missing)
}

async function compare(db: Knex): Promise<{ applied: string[]; unknown: string[]; missing: string[] }> {
  const known = (await sqlMigrations.getMigrations([])) ?? []
  const applied = await appliedMigrations(db)
  return {
    applied,
    unknown: applied.filter((name) => !known.includes(name)),
    missing: known.filter((name) => !applied.includes(name)),
  }
}

async function appliedMigrations(db: Knex): Promise<string[]> {
  if (!(await db.schema.hasTable('migrations'))) return []
  const rows = await db<{ id: number; name: string }>('migrations').select('name').orderBy('id')
  return rows.map((row) => row.name)
}

interface RawConnection {
  query(text: string, values: unknown[]): Promise<unknown>
}

/** The lock is held by a connection beside the pool: a pool of one must do, and the lock ends with us however we end. */
async function withLock<T>(db: Knex, work: () => Promise<T>): Promise<T> {
  const client = db.client as {
    acquireRawConnection(): Promise<RawConnection>
    destroyRawConnection(connection: RawConnection): Promise<void>
  }
  const connection = await client.acquireRawConnection()
  try {
    await connection.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    return await work()
  } finally {
    await client.destroyRawConnection(connection)
  }
}
