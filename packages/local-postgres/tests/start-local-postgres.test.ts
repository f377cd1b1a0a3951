import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startLocalPostgres, type LocalPostgres } from '@composer/local-postgres'
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

  it('stops a server that a killed parent left on the folder, and takes over', async () => {
    const dataDir = join(folder, 'data')
    const program = join(folder, 'parent.mjs')
    const library = new URL('../dist/index.js', import.meta.url).href
    await writeFile(
      program,
      `import { startLocalPostgres } from '${library}'
       const server = await startLocalPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false })
       console.log(server.url)`,
    )
    const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [output] = (await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit')])) as [unknown]
    if (!Buffer.isBuffer(output)) throw new Error('The parent ended by itself')
    const orphan = output.toString().trim()
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    await query(orphan, 'CREATE TABLE of_the_orphan ()')

    const server = await start(dataDir)
    await expect(query(orphan, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
    expect(await query(server.url, 'SELECT count(*)::int FROM of_the_orphan')).toEqual([{ count: 0 }])
  })

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
