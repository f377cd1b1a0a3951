import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { runStatement, type PoolOptions } from '@composer/database'
import type { LocalPostgres } from '@composer/local-postgres'
import { startTcpProxy, type TcpProxy } from '@composer/testkit'
import type { Knex } from 'knex'
import { connect, startServers, type Connection, type Servers } from './servers.js'

let servers: Servers
let primary: LocalPostgres
let admin: Knex
const pools: Knex[] = []
const proxies: TcpProxy[] = []

beforeAll(async () => {
  servers = await startServers()
  primary = servers.primary
})
afterAll(() => servers.remove())
beforeEach(async () => {
  admin = pool()
  await admin.raw(`DROP TABLE IF EXISTS notes; CREATE TABLE notes (id integer PRIMARY KEY)`)
})
afterEach(async () => {
  await Promise.all(pools.splice(0).map((each) => each.destroy()))
  await Promise.all(proxies.splice(0).map((each) => each.close()))
})

const pool = (connection: Partial<Connection> = {}, options: Partial<PoolOptions> = {}) => {
  const made = connect({ port: primary.port, ...connection }, options)
  pools.push(made)
  return made
}
const proxied = async () => {
  const proxy = await startTcpProxy(primary.port)
  proxies.push(proxy)
  return proxy
}

const write = (db: Knex, id: number, repeatable = true) =>
  runStatement(db, 'write', 'INSERT INTO notes VALUES ($1) ON CONFLICT DO NOTHING', [id], { repeatable })
const writeMany = (db: Knex) => Promise.all(Array.from({ length: 20 }, (_, id) => write(db, id)))
const written = async () => (await admin('notes').select('id')).length
const backends = (db: Knex) => db.raw<{ rows: { pid: number }[] }>('SELECT pg_backend_pid() AS pid')

describe('A server that is read-only for a while', () => {
  it('is left by every connection once it takes writes again', async () => {
    await admin.raw(`DROP ROLE IF EXISTS composer; CREATE ROLE composer LOGIN;
      GRANT ALL ON notes TO composer; ALTER ROLE composer SET default_transaction_read_only = on`)
    const db = pool({ user: 'composer' })
    const refused = await Promise.allSettled(Array.from({ length: 20 }, (_, id) => write(db, id)))
    expect(
      refused.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'done')),
    ).toEqual(Array<string>(20).fill('25006'))
    await admin.raw('ALTER ROLE composer RESET default_transaction_read_only')
    await writeMany(db)
    expect(await written()).toBe(20)
  })
})

describe('A server that restarts', () => {
  it.each(['stop', 'crash'] as const)('is found again by the first statement after a %s', async (how) => {
    const db = pool()
    await writeMany(db)
    await admin.raw('DELETE FROM notes')
    await primary[how]()
    await expect(write(db, 1)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await primary.start()
    await writeMany(db)
    expect(await written()).toBe(20)
  })

  it('undoes what was running, which is done again', async () => {
    await admin.raw('CREATE SEQUENCE IF NOT EXISTS tries; ALTER SEQUENCE tries RESTART')
    const db = pool()
    const waiting = runStatement<{ tried: string }>(
      db,
      'wait',
      `SELECT n AS tried, CASE WHEN n = 1 THEN pg_sleep(3600) END FROM (SELECT nextval('tries') AS n OFFSET 0) AS t`,
      [],
    )
    const sleeper = async () => {
      const { rows } = await admin.raw<{ rows: { pid: number }[] }>(
        `SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'`,
      )
      return rows[0]?.pid
    }
    let pid: number | undefined
    while ((pid = await sleeper()) === undefined);
    await admin.raw('SELECT pg_terminate_backend(:pid)', { pid })
    expect((await waiting)[0]?.tried).toBe('2')
  })
})

describe('A connection that breaks before the answer', () => {
  it('has the statement repeated only if that does no harm', async () => {
    const proxy = await proxied()
    const db = pool({ port: proxy.port }, { max: 1 })
    await backends(db)
    proxy.loseAnswers(true)
    const once = write(db, 1, false)
    once.catch(() => undefined)
    while ((await written()) < 1);
    proxy.loseAnswers(false)
    proxy.cut()
    await expect(once).rejects.toThrow(/ECONNRESET|terminated/)

    await backends(db)
    proxy.loseAnswers(true)
    const again = write(db, 2, true)
    while ((await written()) < 2);
    proxy.loseAnswers(false)
    proxy.cut()
    expect(await again).toEqual([])
    expect(await written()).toBe(2)
  })

  it('counts as lost when neither an answer nor an end comes in time', async () => {
    const proxy = await proxied()
    const db = pool({ port: proxy.port, query_timeout: 300 }, { max: 1 })
    const before = (await backends(db)).rows[0]?.pid
    proxy.freeze()
    await expect(write(db, 1, false)).rejects.toThrow('Query read timeout')
    proxy.thaw()
    expect((await backends(db)).rows[0]?.pid).not.toBe(before)
  })
})

describe('A pool', () => {
  it('closes connections of a certain age', async () => {
    const db = pool({}, { max: 1, maxAgeSeconds: 0.001 })
    const first = (await backends(db)).rows[0]?.pid
    while ((await backends(db)).rows[0]?.pid === first);
    const lasting = pool({}, { max: 1 })
    const kept = (await backends(lasting)).rows[0]?.pid
    expect((await backends(lasting)).rows[0]?.pid).toBe(kept)
  })

  it('sends a Buffer as the text that it holds', async () => {
    const values = [Buffer.from('{"ä?":"\\u0000"}')]
    const [row] = await runStatement<{ text: string }>(admin, 'text', 'SELECT $1::text AS text', values)
    expect(row?.text).toBe('{"ä?":"\\u0000"}')
  })

  it('tells no values in its errors', async () => {
    const failing = runStatement(admin, 'divide', 'SELECT 1 / ($1::integer - 4711)', [4711])
    await expect(failing).rejects.toThrow('division by zero')
    await expect(failing).rejects.not.toThrow('4711)]')
  })
})

describe('A standby that is promoted', () => {
  it('takes over without an error once the address leads to it', async () => {
    const proxy = await proxied()
    const db = pool({ port: proxy.port })
    const standby = await servers.standby()
    await write(db, 1)
    const there = pool({ port: standby.port })
    while ((await there('notes').select('id')).length < 1);
    // The address leads to the standby before it is promoted, as after a change of a name: its sessions are read-only.
    proxy.leadTo(standby.port)
    proxy.cut()
    await expect(write(db, 2)).rejects.toMatchObject({ code: '25006' })
    await there.raw('SELECT pg_promote()')
    await Promise.all(Array.from({ length: 20 }, (_, id) => write(db, id + 10)))
    expect(await there('notes').select('id')).toHaveLength(21)
  })
})
