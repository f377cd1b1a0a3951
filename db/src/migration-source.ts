import { readdir, readFile } from 'node:fs/promises'
import type { Knex } from 'knex'

const folder = new URL('../migrations/', import.meta.url)

/** The numbered `NNN_name.{up,down}.sql` pairs, as Knex reads migrations. */
export const sqlMigrations: Knex.MigrationSource<string> = {
  async getMigrations() {
    const files = await readdir(folder)
    return files
      .filter((file) => file.endsWith('.up.sql'))
      .map((file) => file.replace('.up.sql', ''))
      .toSorted()
  },
  getMigrationName: (name) => name,
  getMigration: async (name) => ({ up: runFile(`${name}.up.sql`), down: runFile(`${name}.down.sql`) }),
}

/** Knex takes every `?` in raw text for a binding, in comments too: each is escaped. */
const runFile = (file: string) => async (db: Knex) => {
  const sql = await readFile(new URL(file, folder), 'utf8')
  await db.raw(sql.replaceAll('?', '\\?'))
}
