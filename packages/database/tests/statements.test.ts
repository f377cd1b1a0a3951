import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runStatement } from '@composer/database'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import type { Knex } from 'knex'

let database: TestDatabase
/** One connection, so that a statement meets what the one before left. */
let db: Knex

beforeAll(async () => {
  database = await createTestDatabase()
  db = database.pool(1)
})
afterAll(() => database.drop())

const echo = async (type: string, value: unknown): Promise<unknown> => {
  const [row] = await runStatement(db, `echo ${type}`, `SELECT $1::${type} AS value`, [value])
  return row?.value
}

describe('values', () => {
  it.each([
    ['text', 'a "text" with \\ and ü and 𝄞'],
    ['text', ''],
    ['text', null],
    ['integer', -7],
    ['double precision', 1.5],
    ['boolean', false],
    ['jsonb', { a: ['b', null] }],
    ['bytea', Buffer.from([0, 1, 255])],
    ['timestamptz', new Date('2026-01-02T03:04:05.678Z')],
    ['text[]', ['a', null, '', 'NULL', '{"b": "\\n"}', 'c,d']],
    ['integer[]', [1, 2]],
    ['boolean[]', [true, false, null]],
    ['text[]', []],
  ])('of type %s come back as they went', async (type, value) => {
    expect(await echo(type, value)).toEqual(value)
  })

  it.each([0, 1, 16 * 1024, 16 * 1024 + 1, 3_000_000])('a Buffer of %d bytes is a text', async (bytes) => {
    const text = 'ü'.repeat(bytes / 2)
    const rows = await runStatement(db, 'two', 'SELECT $1::text AS one, $2::int AS two, $3::text AS three', [
      Buffer.from(text),
      5,
      Buffer.from(text),
    ])
    expect(rows).toEqual([{ one: text, two: 5, three: text }])
  })
})

describe('a statement', () => {
  it('is described once for each connection, and gives its rows each time', async () => {
    const read = () =>
      runStatement(db, 'series', 'SELECT n, n > 1 AS more FROM generate_series(1, $1) AS n', [2])
    const rows = [
      { n: 1, more: false },
      { n: 2, more: true },
    ]
    expect([await read(), await read(), await read()]).toEqual([rows, rows, rows])
  })

  it('without rows gives none', async () => {
    const sleep = () => runStatement(db, 'set', `SET application_name = 'x'`, [])
    expect([await sleep(), await sleep()]).toEqual([[], []])
  })

  it('that fails names itself and not its values, and leaves the connection usable', async () => {
    const fail = () => runStatement(db, 'divide', 'SELECT 1 / $1::int AS one', [0])
    const messages = [await fail().catch(String), await fail().catch(String)]
    expect(messages).toEqual(Array(2).fill('error: SELECT 1 / $1::int AS one - division by zero'))
    expect(await echo('integer', 1)).toBe(1)
    expect(await runStatement(db, 'divide', 'SELECT 1 / $1::int AS one', [1])).toEqual([{ one: 1 }])
  })

  it('cannot have the name of another', async () => {
    await runStatement(db, 'taken', 'SELECT 1', [])
    await expect(runStatement(db, 'taken', 'SELECT 2', [])).rejects.toThrow('Another statement was prepared')
    expect(await echo('integer', 1)).toBe(1)
  })

  it('runs in a transaction that is given to it', async () => {
    await runStatement(db, 'table', 'CREATE TABLE notes (id integer)', [])
    const undone = db.transaction(async (trx) => {
      await runStatement(trx, 'insert', 'INSERT INTO notes VALUES ($1)', [1])
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    expect(await runStatement(db, 'count', 'SELECT count(*)::int AS notes FROM notes', [])).toEqual([
      { notes: 0 },
    ])
  })
})
