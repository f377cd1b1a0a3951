import { randomUUID } from 'node:crypto'
import knex, { type Knex } from 'knex'
import pg from 'pg'

export interface TestDatabase {
  url: string
  /** A pool of up to ten connections. */
  db: Knex
  /** A further pool on the same database, for tests that need many connections; closed by `drop`. */
  pool(max: number): Knex
  /** Closes the pools and drops the database, whoever is still connected. */
  drop(): Promise<void>
}

/** A database of its own for one suite: a clone of the migrated template, in some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = environment('COMPOSER_TEST_POSTGRES_URL')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${environment('COMPOSER_TEST_TEMPLATE')}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  // The template is as old as the run: a clone must not look as if nobody had watched over its jobs since.
  await execute(url.href, 'UPDATE watchdog SET looked_at = clock_timestamp()')
  const pools: Knex[] = []
  const pool = (max: number): Knex => {
    const made = knex({ client: 'pg', connection: url.href, pool: { min: 0, max } })
    pools.push(made)
    return made
  }
  return {
    url: url.href,
    db: pool(10),
    pool,
    async drop() {
      await Promise.all(pools.map((made) => made.destroy()))
      await execute(server, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function execute(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function environment(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: tests with a database run under Jest's global set-up`)
  return value
}
