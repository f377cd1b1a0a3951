import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { checkSchemaVersion } from '@composer/db'
import { createJobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { runCommand } from '../src/run-command.js'

let database: TestDatabase
let printed: string
const running = new AbortController().signal

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

beforeEach(() => {
  printed = ''
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => void jest.restoreAllMocks())

const environment = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  LOG_LEVEL: 'error',
  ...more,
})

describe('migrate', () => {
  it('makes an empty database usable and does nothing the second time', async () => {
    await database.db.raw('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    expect(await runCommand(['migrate'], environment(), running)).toBe(0)
    await checkSchemaVersion(database.db)
    expect(await runCommand(['migrate'], environment(), running)).toBe(0)
  })

  it('takes the direct connection where the other one goes through a proxy', async () => {
    const throughProxy = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      DATABASE_START_TIMEOUT_SECONDS: '0',
    }
    const migrated = runCommand(
      ['migrate'],
      environment({ ...throughProxy, DATABASE_LISTEN_URL: database.url }),
      running,
    )
    expect(await migrated).toBe(0)
  })

  it('fails when a newer release was here, and says so', async () => {
    const log = new PassThrough({ encoding: 'utf8' })
    await database
      .db('migrations')
      .insert({ name: '999_from_the_future', batch: 9, migration_time: new Date() })
    expect(await runCommand(['migrate'], environment(), running, { log })).toBe(1)
    expect(log.read()).toContain('it has the migrations 999_from_the_future')
    await database.db('migrations').where({ name: '999_from_the_future' }).delete()
  })
})

describe('maintenance as a command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const queue = () => createJobQueue({ db: database.db })
  const makeExpired = () =>
    queue().enqueue({
      channel: '',
      kind: 'image',
      jobs: [{ ref: 'a', type: 'a', role: 'build', args: '{}', dependsOn: [] }],
      request: null,
      retentionSeconds: -1,
    })
  const left = async () => (await database.db('composes').select('id')).length

  it('removes nothing in a dry run and what expired in a real one', async () => {
    await makeExpired()
    expect(await runCommand(['maintenance'], environment({ DRY_RUN: 'true' }), running)).toBe(0)
    expect(await left()).toBe(1)
    expect(
      await runCommand(['maintenance'], environment({ ARTIFACTS_URL: pathToFileURL(folder).href }), running),
    ).toBe(0)
    expect(await left()).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  it('ends in good order when the process is asked to stop', async () => {
    await makeExpired()
    expect(await runCommand(['maintenance'], environment(), AbortSignal.abort())).toBe(0)
    expect(await left()).toBe(1)
  })
})

describe('a command that is called wrongly', () => {
  it('says how to call it', async () => {
    for (const args of [[], ['frobnicate'], ['migrate', 'now'], ['toString']]) {
      expect(await runCommand(args, environment(), running)).toBe(2)
    }
    for (const name of ['migrate', 'maintenance', 'composes', 'retry']) expect(printed).toContain(name)
  })

  it('lists every fault of its settings and no secret', async () => {
    const wrong = { DRY_RUN: 'maybe', MAINTENANCE_BATCH_SIZE: '0', DATABASE_URL: 'mysql://me:hush@host/db' }
    expect(await runCommand(['maintenance'], environment(wrong), running)).toBe(2)
    expect(printed).toContain('DRY_RUN')
    expect(printed).toContain('MAINTENANCE_BATCH_SIZE')
    expect(printed).toContain('DATABASE_URL')
    expect(printed).not.toContain('hush')
  })
})
