import { readdir, readFile } from 'node:fs/promises'
import type { Knex } from 'knex'
import { MigrationFileError, readMigration, type MigrationFile } from './read-migration.js'

/** Where the migrations of this release are. */
export const migrationFolder = new URL('../migrations/', import.meta.url)

/** The numbered `NNN_name.{up,down}.sql` pairs of a folder, as Knex reads migrations. */
export function sqlMigrations(folder: URL): Knex.MigrationSource<string> {
  return {
    async getMigrations() {
      const files = await readdir(folder)
      return files
        .filter((file) => file.endsWith('.up.sql'))
        .map((file) => file.replace('.up.sql', ''))
        .toSorted()
    },
    getMigrationName: (name) => name,
    async getMigration(name) {
      const read = async (file: string) => readMigration(file, await readFile(new URL(file, folder), 'utf8'))
      const [up, down] = [await read(`${name}.up.sql`), await read(`${name}.down.sql`)]
      if (up.transaction !== down.transaction)
        throw new MigrationFileError(
          `${name}.down.sql`,
          'must have a transaction exactly if its up file has one',
        )
      return { up: run(up), down: run(down), config: { transaction: up.transaction } }
    },
  }
}

/** Knex takes every `?` in raw text for a binding, in comments too: each is escaped. */
const run =
  ({ statements }: MigrationFile) =>
  async (db: Knex) => {
    for (const statement of statements) await db.raw(statement.replaceAll('?', '\\?'))
  }
