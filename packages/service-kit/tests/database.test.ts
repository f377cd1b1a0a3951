import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import {
  collectProcessMetrics,
  createDatabase,
  createLogger,
  databaseSettings,
  loadSettings,
  waitForDatabase,
} from '@composer/service-kit'
import { collectLogLines, createTestDatabase, type TestDatabase } from '@composer/testkit'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const connect = (environment: Record<string, string>) =>
  createDatabase(loadSettings(databaseSettings, environment), 'kit-test')

describe('The pool', () => {
  it('names itself and limits statements', async () => {
    const db = connect({ DATABASE_URL: database.url, DATABASE_STATEMENT_TIMEOUT_SECONDS: '7' })
    const { rows } = await db.raw<{ rows: object[] }>(
      "SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS longest",
    )
    expect(rows).toEqual([{ name: 'kit-test', longest: '7s' }])
    await db.destroy()
  })

  it('tells its use as metrics', async () => {
    const db = connect({ DATABASE_URL: database.url, DATABASE_POOL_MAX: '3' })
    const registry = new Registry()
    collectProcessMetrics(registry, 'worker', db)
    await db.transaction(async (transaction) => {
      await transaction.raw('SELECT 1')
      const metrics = await registry.metrics()
      expect(metrics).toContain('image_builder_worker_database_pool_connections{state="used"} 1')
      expect(metrics).toContain('image_builder_worker_database_pool_max 3')
      expect(metrics).toContain('nodejs_eventloop_lag_p99_seconds')
    })
    await db.destroy()
  })
})

describe('Waiting for the database', () => {
  it('ends when it answers and the check is content', async () => {
    const log = collectLogLines(createLogger)
    let checks = 0
    await waitForDatabase(
      database.db,
      async () => {
        checks += 1
        if (checks < 3) throw new Error('lacks migrations')
      },
      { timeoutSeconds: 60, logger: log.logger },
    )
    const waits = log.lines().filter(({ message }) => message === 'Waiting for the database')
    expect(waits.map(({ reason, next_try_ms }) => [reason, next_try_ms])).toEqual([
      ['lacks migrations', 100],
      ['lacks migrations', 200],
    ])
  })

  it('gives up with the last reason, whatever the host name stands for', async () => {
    const db = connect({ DATABASE_URL: 'postgres://u@localhost:1/d' })
    const wait = waitForDatabase(db, async () => undefined, {
      timeoutSeconds: 0,
      logger: collectLogLines(createLogger).logger,
    })
    await expect(wait).rejects.toThrow(/not usable after 0 s: .*ECONNREFUSED/)
    await db.destroy()
  })

  it('can be called off', async () => {
    const stop = new AbortController()
    const log = collectLogLines(createLogger)
    const wait = waitForDatabase(database.db, () => Promise.reject(new Error('never')), {
      timeoutSeconds: 3600,
      logger: log.logger,
      signal: stop.signal,
    })
    await log.next('Waiting for the database')
    stop.abort()
    await expect(wait).rejects.toThrow(/abort/i)
  })
})
