import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  startLocalPostgres,
  startStandby,
  type LocalPostgres,
  type LocalPostgresOptions,
} from '@composer/local-postgres'
import pg from 'pg'

let folder: string
const started: LocalPostgres[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-postgres-'))
  // When root starts it, the server runs as somebody else, who has to get in.
  await chmod(folder, 0o755)
})
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(dataDir: string): Promise<LocalPostgres> {
  const server = await startLocalPostgres({ dataDir, durable: false })
  started.push(server)
  return server
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

/** A process of its own that starts a server and does nothing else. */
async function startElsewhere(
  options: LocalPostgresOptions,
): Promise<{ starter: ChildProcess; url: string }> {
  const library = new URL('../dist/index.js', import.meta.url).href
  const program = `
    import { startLocalPostgres } from '${library}'
    console.log((await startLocalPostgres(${JSON.stringify(options)})).url)`
  const { NODE_OPTIONS: _options, ...env } = process.env
  const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  for await (const url of createInterface(starter.stdout)) return { starter, url }
  throw new Error('The starter ended by itself')
}

async function becomesEmpty(watched: string): Promise<void> {
  const done = new AbortController()
  const changes = watch(watched, { signal: done.signal })
  while ((await readdir(watched)).length > 0) await once(changes, 'change')
  done.abort()
}

describe('startLocalPostgres', () => {
  it('makes a cluster in UTF-8 and keeps its data over a restart and a new start', async () => {
    const dataDir = join(folder, 'made', 'on', 'the', 'way')
    const server = await start(dataDir)
    expect(await query(server.url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    await query(server.url, `CREATE TABLE kept AS SELECT 'é' AS letter`)
    await server.restart()
    expect(await query(server.url, 'SELECT letter FROM kept')).toEqual([{ letter: 'é' }])
    await server.stop()
    const again = await start(dataDir)
    expect(await query(again.url, 'SELECT letter FROM kept')).toEqual([{ letter: 'é' }])
  })

  it('takes over the folder of a server whose starter was killed', async () => {
    const dataDir = join(folder, 'data')
    const { starter, url } = await startElsewhere({ dataDir, durable: false })
    await query(url, 'CREATE TABLE of_the_other ()')
    starter.kill('SIGKILL')

    const server = await start(dataDir)
    await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
    expect(await query(server.url, 'SELECT count(*)::int FROM of_the_other')).toEqual([{ count: 0 }])
  })

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'lets nothing of a temporary server behind when its starter ends by %s',
    async (signal) => {
      const { starter, url } = await startElsewhere({
        dataDir: join(folder, 'data'),
        durable: false,
        temporary: true,
      })
      starter.kill(signal)
      await becomesEmpty(folder)
      await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
    },
  )

  it('works below a folder that only its owner may enter', async () => {
    const home = join(folder, 'home')
    await mkdir(home)
    await chmod(home, 0o700)
    // Root's own folders are closed to the user that the server runs as; others are their own owner.
    const attempt = start(join(home, 'data'))
    if (process.getuid?.() !== 0) {
      expect(await query((await attempt).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    } else {
      await expect(attempt).rejects.toThrow(/home/)
    }
  })

  it('refuses a folder with something else in it, and leaves that alone', async () => {
    await writeFile(join(folder, 'letter.txt'), 'dear reader')
    await expect(startLocalPostgres({ dataDir: folder })).rejects.toThrow(
      `${folder} is neither empty nor a Postgres data folder`,
    )
    const { stdout } = await promisify(execFile)('cat', [join(folder, 'letter.txt')])
    expect(stdout).toBe('dear reader')
  })

  it('can be frozen and goes on afterwards', async () => {
    const server = await start(join(folder, 'data'))
    await server.pause()
    const answer = query(server.url, 'SELECT 1 AS one')
    await server.resume()
    expect(await answer).toEqual([{ one: 1 }])
  })
})

describe('A server that crashes', () => {
  it('has what was committed when it starts again', async () => {
    const server = await startLocalPostgres({ dataDir: join(folder, 'data') })
    started.push(server)
    await query(server.url, `CREATE TABLE kept AS SELECT 1 AS one`)
    await server.crash()
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
    await server.start()
    expect(await query(server.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  })
})

describe('startStandby', () => {
  it('follows its primary, refuses writes, and takes them when it is promoted', async () => {
    const dataDir = join(folder, 'data')
    const primary = await start(dataDir)
    await query(primary.url, 'CREATE TABLE followed AS SELECT 1 AS number')
    const standby = await startStandby(primary, dataDir, { dataDir: join(folder, 'standby'), durable: false })
    started.unshift(standby)
    await query(primary.url, 'INSERT INTO followed VALUES (2)')
    const rows = () => query(standby.url, 'SELECT number FROM followed ORDER BY number')
    while ((await rows()).length < 2);
    await expect(query(standby.url, 'INSERT INTO followed VALUES (3)')).rejects.toMatchObject({
      code: '25006',
    })
    expect(await query(standby.url, 'SELECT pg_promote()')).toEqual([{ pg_promote: true }])
    await query(standby.url, 'INSERT INTO followed VALUES (3)')
    expect(await rows()).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }])
  })
})
