import { describe, expect, it } from '@jest/globals'
import { MigrationFileError, readMigration } from './read-migration.js'

const read = (text: string) => readMigration('009_x.up.sql', text)

describe('readMigration', () => {
  it('leaves a file whole, functions and all, unless its first line says otherwise', () => {
    const text = '-- A table.\nCREATE TABLE a ();\n-- no transaction\nSELECT $$;\n$$;'
    expect(read(text)).toEqual({ transaction: true, statements: [text] })
  })

  it('takes a file without a transaction apart into its statements', () => {
    const text = `-- no transaction
-- An index; built beside the writers.
DROP INDEX CONCURRENTLY IF EXISTS a_by_b;
CREATE INDEX CONCURRENTLY a_by_b
  ON a (b) WHERE b <> ';';

ANALYZE a`
    expect(read(text)).toEqual({
      transaction: false,
      statements: [
        'DROP INDEX CONCURRENTLY IF EXISTS a_by_b',
        "CREATE INDEX CONCURRENTLY a_by_b\n  ON a (b) WHERE b <> ';'",
        'ANALYZE a',
      ],
    })
  })

  it.each([
    [
      'CREATE INDEX CONCURRENTLY a_by_b ON a (b);',
      /^009_x\.up\.sql: needs DROP INDEX CONCURRENTLY IF EXISTS a_by_b/,
    ],
    ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS c ON a (b);', /IF EXISTS c before/],
    ['DROP INDEX CONCURRENTLY IF EXISTS other;\nCREATE INDEX CONCURRENTLY c ON a (b);', /IF EXISTS c before/],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT; $$;', /a function needs a transaction/],
  ])('refuses what could not be run again: %s', (statements, reason) => {
    expect(() => read(`-- no transaction\n${statements}`)).toThrow(MigrationFileError)
    expect(() => read(`-- no transaction\n${statements}`)).toThrow(reason)
  })
})
