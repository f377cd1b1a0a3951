import pg from 'pg'

/**
 * What the next release would do to the schema while this one serves: new columns in the busiest tables, a new table,
 * an index, and its line in the list of migrations.
 */
export async function applyNextMigration(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    await client.query(`
      BEGIN;
      SET LOCAL lock_timeout = '5s';
      ALTER TABLE jobs ADD COLUMN rehearsed_note text;
      ALTER TABLE composes ADD COLUMN rehearsed_priority integer NOT NULL DEFAULT 0;
      ALTER TABLE job_leases ADD COLUMN rehearsed_host text;
      CREATE TABLE rehearsed (id uuid PRIMARY KEY, job_id uuid REFERENCES jobs (id) ON DELETE CASCADE);
      CREATE INDEX rehearsed_jobs ON jobs (rehearsed_note) WHERE rehearsed_note IS NOT NULL;
      INSERT INTO migrations (name, batch, migration_time) VALUES ('999_of_the_next_release', 999, now());
      COMMIT`)
  } finally {
    await client.end()
  }
}
