import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { driven, type Contender, type ContenderKind } from './contender.js'

const schema = `
  CREATE SCHEMA reference_shaped;
  SET search_path = reference_shaped;
  CREATE TABLE jobs (
    id uuid PRIMARY KEY, token uuid UNIQUE, type varchar NOT NULL, args jsonb, result json,
    queued_at timestamp NOT NULL DEFAULT statement_timestamp(), started_at timestamp, finished_at timestamp,
    canceled boolean NOT NULL DEFAULT false, channel varchar NOT NULL DEFAULT '', retries bigint DEFAULT 0);
  CREATE TABLE job_dependencies (job_id uuid REFERENCES jobs(id), dependency_id uuid REFERENCES jobs(id));
  CREATE TABLE heartbeats (token uuid PRIMARY KEY, id uuid REFERENCES jobs(id), heartbeat timestamp NOT NULL);
  CREATE VIEW ready_jobs AS SELECT * FROM jobs
    WHERE started_at IS NULL AND NOT canceled AND id NOT IN (
      SELECT d.job_id FROM job_dependencies d JOIN jobs j ON d.dependency_id = j.id WHERE j.finished_at IS NULL)
    ORDER BY queued_at ASC;`

/**
 * A queue of the shape that the reference service is described to have: readiness computed at dequeue by a view with
 * NOT IN, no secondary index, one transaction per operation, a notification for every enqueue and finish.
 * @param history finished jobs, each with one dependency row.
 */
export const referenceShaped = (history: number): ContenderKind => ({
  async prepare(url) {
    const pool = connect(url, 1)
    await pool.query(schema)
    await pool.query(
      `WITH done AS (
         INSERT INTO jobs (id, token, type, args, result, started_at, finished_at)
         SELECT gen_random_uuid(), gen_random_uuid(), 'bench', '{}', '{}', now(), now() FROM generate_series(1, $1::int)
         RETURNING id)
       INSERT INTO job_dependencies SELECT id, id FROM done`,
      [history],
    )
    await pool.end()
  },
  open: async (url, clients) => openTables(url, clients),
  perSecond: 1_000,
})

const connect = (url: string, max: number) =>
  new pg.Pool({ connectionString: url, max, options: '-c search_path=reference_shaped' })

function openTables(url: string, clients: number): Contender {
  const pool = connect(url, clients)
  return {
    async fill(jobs) {
      await pool.query(
        `INSERT INTO jobs (id, type, args) SELECT gen_random_uuid(), 'bench', '{"n": 1}' FROM generate_series(1, $1::int)`,
        [jobs],
      )
      await pool.query('ANALYZE jobs')
      await pool.query('ANALYZE job_dependencies')
    },
    measure: driven(async () => {
      const token = randomUUID()
      const id = await inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `UPDATE jobs SET token = $1, started_at = statement_timestamp() WHERE id = (
             SELECT id FROM ready_jobs WHERE type = ANY($2) AND channel = ANY($3) LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id, args`,
          [token, ['bench'], ['']],
        )
        const claimed = rows[0]?.id
        if (claimed === undefined) return undefined
        await client.query('INSERT INTO heartbeats VALUES ($1, $2, now())', [token, claimed])
        await client.query('SELECT dependency_id FROM job_dependencies WHERE job_id = $1', [claimed])
        return claimed
      })
      if (id === undefined) return false
      await inTransaction(pool, async (client) => {
        await client.query('DELETE FROM heartbeats WHERE token = $1', [token])
        await client.query(
          `UPDATE jobs SET finished_at = statement_timestamp(), result = '{}' WHERE id = $1`,
          [id],
        )
        await client.query('NOTIFY jobs')
      })
      return true
    }),
    close: () => pool.end(),
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
