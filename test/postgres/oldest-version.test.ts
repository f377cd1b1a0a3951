import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startLocalPostgres, type LocalPostgres } from '@composer/local-postgres'
import pg from 'pg'
import * as postgres14 from 'postgres-14'

const root = new URL('../../', import.meta.url).pathname
let folder: string
let server: LocalPostgres

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postgres-14-'))
  server = await startLocalPostgres({
    dataDir: folder,
    durable: false,
    binaries: postgres14,
    settings: { max_connections: '300', shared_preload_libraries: 'pg_stat_statements' },
  })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The other suites run on the newest supported version; this runs the ones about the database on the oldest. */
describe('PostgreSQL 14, the oldest supported version', () => {
  it('is what this suite has started', async () => {
    const client = new pg.Client(server.url)
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    await client.end()
    expect(rows[0]?.server_version).toMatch(/^14\./)
  })

  it('passes the suites of the schema, the queue and maintenance', async () => {
    const suites = ['/db/', '/packages/jobqueue/', '/packages/operations/']
    const jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', '--maxWorkers=2', ...suites], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
        COMPOSER_TEST_POSTGRES_URL: server.url,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let report = ''
    jest.stderr.on('data', (chunk: Buffer) => (report += String(chunk)))
    const [code] = await once(jest, 'close')
    if (code !== 0) throw new Error(report)
    expect(report).toMatch(/Tests: +[1-9]\d* passed/)
  }, 300_000)
})
