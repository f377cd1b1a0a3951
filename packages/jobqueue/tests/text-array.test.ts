import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { textArray } from '../src/sql/text-array.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('A list of texts in binary', () => {
  it.each([
    [['a']],
    [['', 'NULL', '{}', 'a,b', '"quoted" \\ and \'so\'']],
    [['ä', '€', '𝄞', '\u0001', 'line\nline']],
    [Array.from({ length: 1000 }, (_, at) => 'x'.repeat(at))],
  ])('is what it was in Postgres', async (texts) => {
    const { rows } = await database.db.raw('SELECT unnest(?::text[]) AS text', [textArray(texts)])
    expect(rows.map(({ text }: { text: string }) => text)).toEqual(texts)
  })
})
