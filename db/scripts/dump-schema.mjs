/**
 * Writes db/schema.sql: what the migrations make of an empty database, as Postgres itself describes it. The file is
 * for reading and for comparing; databases are made by the migrations.
 */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import knex from 'knex'
import { startLocalPostgres } from '../../packages/local-postgres/dist/index.js'
import { migrate } from '../dist/index.js'
import { describeSchema } from './describe-schema.mjs'

const target = fileURLToPath(new URL('../schema.sql', import.meta.url))
const dataDir = await mkdtemp(join(tmpdir(), 'composer-schema-'))
const server = await startLocalPostgres({ dataDir, durable: false, temporary: true })
const db = knex({ client: 'pg', connection: server.url, pool: { min: 0, max: 2 } })
try {
  await migrate(db)
  await writeFile(target, await describeSchema(db))
} finally {
  await db.destroy()
  await server.stop()
}
