import { setTimeout as pause } from 'node:timers/promises'
import knex, { type Knex } from 'knex'
import { migrationFolder, sqlMigrations } from './migration-source.js'

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

/** The connection that held the lock of the migrations was lost, and another migrator may have begun. */
export class MigrationLockLostError extends Error {
  constructor() {
    super('The database session that held the lock of the migrations was lost: run migrate again')
    this.name = 'MigrationLockLostError'
  }
}

export interface MigrateOptions {
  /** Where the migrations are. Default: those of this release. */
  folder?: URL
  /** Ends the wait for another migrator. */
  signal?: AbortSignal
}

export interface Migrated {
  /** Last migration before and after; null for an empty database. */
  from: string | null
  to: string | null
}

/** Any number will do, as long as every release uses the same one. */
const advisoryLock = 7_346_021
/** Between two attempts to get it. */
const lockPauseMs = 200

/**
 * Brings the schema up to this release, one caller at a time: the others wait and then find nothing to do. Each file is
 * a transaction of its own, or none where its first line says so. Needs a session of its own, with the settings of
 * `db`: a connection to Postgres itself, or through a proxy that does not change it between transactions.
 * @throws DatabaseTooNewError when a newer release was here; MigrationFileError; MigrationLockLostError
 */
export async function migrate(
  db: Knex,
  { folder = migrationFolder, signal }: MigrateOptions = {},
): Promise<Migrated> {
  const config: Knex.MigratorConfig = { migrationSource: sqlMigrations(folder), tableName: 'migrations' }
  return withLock(db, signal, async (session) => {
    const { applied, unknown, missing } = await compare(session, folder)
    if (unknown.length > 0) throw new DatabaseTooNewError(unknown)
    // Knex's own lock row survives a crash; ours does not, and we hold it.
    await session.migrate.forceFreeMigrationsLock(config)
    for (const name of missing) {
      if (!(await tryLock(session))) throw new MigrationLockLostError()
      await session.migrate.up({ ...config, name })
    }
    return { from: applied.at(-1) ?? null, to: missing.at(-1) ?? applied.at(-1) ?? null }
  })
}

/** Takes the newest migration back. For development; production goes forward only. */
export async function rollback(
  db: Knex,
  { folder = migrationFolder, signal }: MigrateOptions = {},
): Promise<void> {
  await withLock(db, signal, (session) =>
    session.migrate.down({ migrationSource: sqlMigrations(folder), tableName: 'migrations' }),
  )
}

/**
 * Whether this code can work with the schema it finds. Additional migrations of the next release are accepted: it
 * expands first, so that both releases can serve during a rollout.
 * @throws DatabaseTooOldError
 */
export async function checkSchemaVersion(db: Knex): Promise<void> {
  const { missing } = await compare(db, migrationFolder)
  if (missing.length > 0) throw new DatabaseTooOldError(missing)
}

async function compare(
  db: Knex,
  folder: URL,
): Promise<{ applied: string[]; unknown: string[]; missing: string[] }> {
  const known = (await sqlMigrations(folder).getMigrations([])) ?? []
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

/**
 * The lock belongs to a session, and ends with it however we end. A pool of one connection does the work and holds the
 * lock, so that neither outlives the other.
 *
 * It is asked for again and again, outside any transaction: a statement that waits inside `pg_advisory_lock` has a
 * snapshot, `CREATE INDEX CONCURRENTLY` of the migrator before us waits for all snapshots, and Postgres does not see
 * that as a deadlock.
 */
async function withLock<T>(
  db: Knex,
  signal: AbortSignal | undefined,
  work: (session: Knex) => Promise<T>,
): Promise<T> {
  const { config } = db.client as Knex.Client
  const session = knex({ ...config, pool: { min: 0, max: 1 } })
  try {
    while (!(await tryLock(session))) await pause(lockPauseMs, undefined, signal ? { signal } : {})
    return await work(session)
  } finally {
    await session.destroy()
  }
}

/** True also when the session has the lock already. */
async function tryLock(session: Knex): Promise<boolean> {
  const { rows } = await session.raw<{ rows: { locked: boolean }[] }>(
    'SELECT pg_try_advisory_lock(CAST(:key AS bigint)) AS locked',
    { key: advisoryLock },
  )
  return rows[0]?.locked ?? false
}
