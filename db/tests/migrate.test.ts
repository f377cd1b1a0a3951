import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  checkSchemaVersion,
  DatabaseTooNewError,
  DatabaseTooOldError,
  migrate,
  migrationFolder,
  MigrationFileError,
  MigrationLockLostError,
  rollback,
} from '@composer/db'
import knex, { type Knex } from 'knex'

const server = process.env.COMPOSER_TEST_POSTGRES_URL ?? ''
const silent = () => undefined
const connect = (url: string, max: number): Knex =>
  knex({
    client: 'pg',
    connection: url,
    pool: { min: 0, max },
    // What fails here is meant to fail.
    log: { debug: silent, warn: silent, error: silent, deprecate: silent },
  })

let name: string
let db: Knex
/** The pool of another process that starts at the same time; of one connection, as a job's pool may be. */
let other: Knex

const asAdmin = async (statement: string): Promise<void> => {
  const admin = connect(server, 1)
  try {
    await admin.raw(statement)
  } finally {
    await admin.destroy()
  }
}

beforeEach(async () => {
  name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  db = connect(url.href, 2)
  other = connect(url.href, 1)
})
afterEach(async () => {
  await Promise.all([db.destroy(), other.destroy()])
  await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`)
})

const objects = async (): Promise<string[]> => {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
     UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')`,
  )
  return rows.map((row) => row.name).filter((object) => !object.startsWith('migrations'))
}

/** Whether another session asked for the lock and went on, outside any statement and any transaction. */
const isRefusedTheLock = async (observer: Knex): Promise<boolean> => {
  const { rows } = await observer.raw<{ rows: unknown[] }>(
    `SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'
       AND query LIKE '%pg_try_advisory_lock%' AND NOT EXISTS (
         SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.pid = pg_stat_activity.pid)`,
  )
  return rows.length > 0
}

describe('The migrations of this release', () => {
  it('have a number each, apart from four whose names are in databases already', async () => {
    const files = (await readdir(migrationFolder)).filter((file) => file.endsWith('.up.sql'))
    const numbers = files.map((file) => file.split('_', 1)[0] ?? '')
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at).sort()).toEqual(['010', '013'])
  })
})

describe('migrate', () => {
  it('brings an empty database up, and finds nothing to do the second time', async () => {
    const first = await migrate(db)
    expect(first.from).toBeNull()
    expect(first.to).toMatch(/^\d{3}_/)
    expect(await objects()).toContain('claim_jobs')
    expect(await migrate(db)).toEqual({ from: first.to, to: first.to })
    await checkSchemaVersion(db)
  })

  it('is done once when two start at the same time', async () => {
    const [one, two] = await Promise.all([migrate(db), migrate(other)])
    expect([one.from, two.from].filter((from) => from === null)).toHaveLength(1)
    expect(one.to).toBe(two.to)
    const applied = await db<{ name: string }>('migrations').select('name')
    expect(new Set(applied.map((row) => row.name)).size).toBe(applied.length)
  })

  it('waits for one that is under way', async () => {
    await other.raw('SELECT pg_advisory_lock(7346021)')
    const waiting = migrate(db)
    while (!(await isRefusedTheLock(other)));
    expect(await objects()).toEqual([])
    await other.destroy()
    expect((await waiting).from).toBeNull()
  })

  it('goes on after one that died and left the lock row of Knex behind', async () => {
    const { to } = await migrate(db)
    await rollback(db)
    await db('migrations_lock').update({ is_locked: 1 })
    expect((await migrate(db)).to).toBe(to)
    await checkSchemaVersion(db)
  })

  it('refuses a database that a newer release has changed, and changes nothing', async () => {
    const { to } = await migrate(db)
    await db('migrations').insert({ name: '999_from_the_future', batch: 99, migration_time: new Date() })
    await expect(migrate(db)).rejects.toThrow(DatabaseTooNewError)
    await expect(migrate(db)).rejects.toThrow('999_from_the_future')
    // A service of this release goes on serving beside the next one.
    await checkSchemaVersion(db)
    expect(to).not.toBe('999_from_the_future')
  })
})

describe('checkSchemaVersion', () => {
  it('refuses an empty database and names what is missing', async () => {
    await expect(checkSchemaVersion(db)).rejects.toThrow(DatabaseTooOldError)
    await expect(checkSchemaVersion(db)).rejects.toThrow('001_tables')
  })

  it('refuses a database that lacks the newest migration', async () => {
    const { to } = await migrate(db)
    await rollback(db)
    await expect(checkSchemaVersion(db)).rejects.toThrow(to ?? '')
  })
})

describe('rollback', () => {
  it('takes everything back, step by step, and all of it can be done again', async () => {
    const { to } = await migrate(db)
    const before = (await objects()).sort()
    const { length } = await db('migrations').select('name')
    for (let step = 0; step < length; step += 1) await rollback(db)
    expect(await objects()).toEqual([])
    expect(await migrate(db)).toEqual({ from: null, to })
    expect((await objects()).sort()).toEqual(before)
  })
})

describe('A migration without a transaction', () => {
  let path: string
  let folder: URL
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'migrations-'))
    folder = pathToFileURL(`${path}/`)
    await write('001_table', 'CREATE TABLE parts (number integer);\nINSERT INTO parts VALUES (1), (2);')
  })
  afterEach(() => rm(path, { recursive: true, force: true }))

  const write = async (name: string, up: string, down = '-- Nothing.\n') => {
    await writeFile(join(path, `${name}.up.sql`), up)
    await writeFile(join(path, `${name}.down.sql`), down)
  }
  const writeIndex = (unique = '') =>
    write(
      '002_index',
      `-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS parts_by_number;
CREATE ${unique} INDEX CONCURRENTLY parts_by_number ON parts (number);\n`,
      '-- no transaction\nDROP INDEX CONCURRENTLY IF EXISTS parts_by_number;\n',
    )
  const indexes = async () => {
    const { rows } = await db.raw<{ rows: { valid: boolean }[] }>(
      `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('parts_by_number')`,
    )
    return rows
  }
  const isBuilding = async () => {
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `SELECT 1 FROM pg_stat_progress_create_index WHERE datname = current_database() AND phase LIKE 'waiting%'`,
    )
    return rows.length > 0
  }

  it('builds an index beside a long transaction while a second migrator waits', async () => {
    await migrate(db, { folder })
    await writeIndex()
    const long = await db.transaction(undefined, { isolationLevel: 'repeatable read' })
    await long.raw('SELECT 1 FROM parts')
    const both = Promise.all([migrate(other, { folder }), migrate(other, { folder })])
    while (!((await isBuilding()) && (await isRefusedTheLock(db))));
    await long.rollback()
    expect((await both).map(({ from }) => from).sort()).toEqual(['001_table', '002_index'])
    expect(await indexes()).toEqual([{ valid: true }])
    await rollback(db, { folder })
    expect(await indexes()).toEqual([])
  })

  it('repairs with the next run the index that an interrupted build left behind', async () => {
    await writeIndex('UNIQUE')
    await write('001_table', 'CREATE TABLE parts (number integer);\nINSERT INTO parts VALUES (1), (1);')
    await expect(migrate(db, { folder })).rejects.toThrow('could not create unique index')
    expect(await indexes()).toEqual([{ valid: false }])
    expect(await db('migrations').select('name')).toEqual([{ name: '001_table' }])
    await db.raw('DELETE FROM parts')
    expect(await migrate(db, { folder })).toEqual({ from: '001_table', to: '002_index' })
    expect(await indexes()).toEqual([{ valid: true }])
  })

  it('needs a way back that has none either', async () => {
    await writeIndex()
    await writeFile(join(path, '002_index.down.sql'), 'DROP INDEX parts_by_number;')
    await expect(migrate(db, { folder })).rejects.toThrow(MigrationFileError)
  })

  it('leaves what came before in place when a later file fails', async () => {
    await write('002_broken', 'CREATE TABLE half ();\nSELECT 1 / 0;')
    await expect(migrate(db, { folder })).rejects.toThrow('division by zero')
    expect(await objects()).toEqual(['parts'])
    expect(await db('migrations').select('name')).toEqual([{ name: '001_table' }])
  })

  it('stops when its session has lost the lock to another one', async () => {
    await write(
      '001_table',
      `CREATE TABLE parts ();
       SELECT pg_advisory_lock(1), pg_advisory_unlock(1);
       SELECT pg_advisory_unlock_all();`,
    )
    await write('002_more', 'CREATE TABLE more ();')
    await other.raw('SELECT pg_advisory_lock(1)')
    const migrating = migrate(db, { folder })
    migrating.catch(() => undefined)
    const waiters = async () => {
      const { rows } = await other.raw<{ rows: { count: number }[] }>(
        `SELECT count(*)::integer AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (
           SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
      return rows[0]?.count
    }
    while ((await waiters()) !== 1);
    const taken = db.raw('SELECT pg_advisory_lock(7346021)')
    const taking = taken.then(() => undefined)
    while ((await waiters()) !== 2);
    await other.raw('SELECT pg_advisory_unlock(1)')
    await taking
    await expect(migrating).rejects.toThrow(MigrationLockLostError)
    expect(await objects()).toEqual(['parts'])
  })

  it('can be called off while it waits', async () => {
    await other.raw('SELECT pg_advisory_lock(7346021)')
    const stop = new AbortController()
    const migrating = migrate(db, { folder, signal: stop.signal })
    migrating.catch(() => undefined)
    while (!(await isRefusedTheLock(other)));
    stop.abort()
    await expect(migrating).rejects.toThrow(/abort/i)
    expect(await objects()).toEqual([])
  })
})
