import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { checkSchemaVersion, DatabaseTooNewError, DatabaseTooOldError, migrate, rollback } from '@composer/db'
import knex, { type Knex } from 'knex'

const server = process.env.COMPOSER_TEST_POSTGRES_URL ?? ''
const connect = (url: string, max: number): Knex =>
  knex({ client: 'pg', connection: url, pool: { min: 0, max } })

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
    const isWaiting = async () => {
      const { rows } = await other.raw<{ rows: unknown[] }>(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (
           SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
      return rows.length > 0
    }
    while (!(await isWaiting()));
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
