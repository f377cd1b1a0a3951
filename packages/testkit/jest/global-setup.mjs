import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex from 'knex'
import { migrate } from '@composer/db'
import { startLocalPostgres } from '@composer/local-postgres'
import { stateRules } from './state-rules.mjs'

/**
 * One Postgres for the whole run, with a migrated template that each suite clones.
 * COMPOSER_TEST_POSTGRES_URL names another server (superuser) to test against.
 */
export default async function setup() {
  const given = process.env.COMPOSER_TEST_POSTGRES_URL
  const server = given
    ? undefined
    : await startLocalPostgres({
        dataDir: await mkdtemp(join(tmpdir(), 'composer-test-')),
        durable: false,
        temporary: true,
        settings: { max_connections: '300', shared_preload_libraries: 'pg_stat_statements' },
      })
  globalThis.composerTestServer = server
  process.env.COMPOSER_TEST_POSTGRES_URL = given ?? server.url
  const template = `composer_template_${process.pid}`
  process.env.COMPOSER_TEST_TEMPLATE = template
  const url = new URL(process.env.COMPOSER_TEST_POSTGRES_URL)
  const admin = knex({ client: 'pg', connection: url.href, pool: { min: 0, max: 1 } })
  try {
    await admin.raw('CREATE DATABASE ??', [template])
  } finally {
    await admin.destroy()
  }
  url.pathname = `/${template}`
  const db = knex({ client: 'pg', connection: url.href, pool: { min: 0, max: 2 } })
  try {
    await migrate(db)
    await db.raw(stateRules)
  } finally {
    await db.destroy()
  }
}
