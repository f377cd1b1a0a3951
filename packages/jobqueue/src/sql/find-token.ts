import type { Knex } from 'knex'
import type { JobState } from '../types.js'
import { run } from './run.js'

export interface TokenRow {
  id: string
  type: string
  state: JobState
  attempt: number
  /** Since the start, by the database's clock. */
  running_seconds: number
}

const columns = `id, type, state, attempt,
  extract(epoch FROM clock_timestamp() - started_at)::double precision AS running_seconds`

/** The job whose current or last attempt has this token. */
export async function findToken(db: Knex, token: string, channel: string): Promise<TokenRow | undefined> {
  const [row] = await run<TokenRow>(
    db,
    'find-token',
    `SELECT ${columns} FROM jobs WHERE token = $1 AND channel = $2`,
    [token, channel],
  )
  return row
}

/** The same, and a running job's lease is renewed. */
export async function renewLease(db: Knex, token: string, channel: string): Promise<TokenRow | undefined> {
  const [row] = await run<TokenRow>(
    db,
    'renew-lease',
    `WITH job AS (
       SELECT ${columns} FROM jobs WHERE token = $1 AND channel = $2
     ), beat AS (
       UPDATE job_leases l SET beat_at = clock_timestamp() FROM job WHERE l.token = $1 AND job.state = 'running'
     )
     SELECT * FROM job`,
    [token, channel],
  )
  return row
}
