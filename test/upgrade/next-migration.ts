import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { migrate, migrationFolder } from '@composer/db'
import knex from 'knex'

/**
 * What the next release would do to the schema while this one serves, by the recipe of CONTRIBUTING: new columns in the
 * busiest tables and a new table, then an index that is built beside the writers.
 */
const nextRelease = {
  '998_next_release': [
    `SET LOCAL lock_timeout = '5s';
     ALTER TABLE jobs ADD COLUMN rehearsed_note text;
     ALTER TABLE composes ADD COLUMN rehearsed_priority integer NOT NULL DEFAULT 0;
     ALTER TABLE job_leases ADD COLUMN rehearsed_host text;
     CREATE TABLE rehearsed (id uuid PRIMARY KEY, job_id uuid REFERENCES jobs (id) ON DELETE CASCADE);`,
    `DROP TABLE rehearsed;
     ALTER TABLE job_leases DROP COLUMN rehearsed_host;
     ALTER TABLE composes DROP COLUMN rehearsed_priority;
     ALTER TABLE jobs DROP COLUMN rehearsed_note;`,
  ],
  '999_next_index': [
    `-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS rehearsed_jobs;
CREATE INDEX CONCURRENTLY rehearsed_jobs ON jobs (rehearsed_note, queued_at);
`,
    `-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS rehearsed_jobs;
`,
  ],
} as const

/** Migrates as the next release would, with two migrators that start at once. */
export async function applyNextMigration(databaseUrl: string): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'next-release-'))
  const db = knex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: 1 } })
  try {
    await cp(migrationFolder, path, { recursive: true })
    for (const [name, [up, down]] of Object.entries(nextRelease)) {
      await writeFile(join(path, `${name}.up.sql`), up)
      await writeFile(join(path, `${name}.down.sql`), down)
    }
    const folder = pathToFileURL(`${path}/`)
    await Promise.all([migrate(db, { folder }), migrate(db, { folder })])
  } finally {
    await db.destroy()
    await rm(path, { recursive: true, force: true })
  }
}
