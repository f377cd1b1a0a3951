import type { Knex } from 'knex'
import { run } from './run.js'

/** Hides a compose and cancels its unfinished jobs. False when it was hidden already. */
export async function deleteCompose(db: Knex, composeId: string): Promise<boolean> {
  const [row] = await run<{ deleted: boolean }>(
    db,
    'delete-compose',
    'SELECT delete_compose($1) AS deleted',
    [composeId],
  )
  return row?.deleted ?? false
}

/** Removes the jobs of a hidden compose that neither a lease nor a clone needs. Returns the ids of the removed jobs. */
export async function sweepCompose(db: Knex, composeId: string): Promise<string[]> {
  const rows = await run<{ id: string }>(db, 'sweep-compose', 'SELECT sweep_compose($1) AS id', [composeId])
  return rows.map((row) => row.id)
}

/**
 * Like `deleteCompose`, by the id of any job of the compose. Returns the id of the compose; undefined: the tenant has
 * no such job.
 */
export async function deleteComposeOf(db: Knex, jobId: string, channel: string): Promise<string | undefined> {
  const [row] = await run<{ compose_id: string | null }>(
    db,
    'delete-graph',
    'SELECT delete_graph($1, $2) AS compose_id',
    [jobId, channel],
  )
  return row?.compose_id ?? undefined
}

/** Ids of hidden composes that have jobs to remove, oldest first. */
export async function findSweepable(db: Knex, limit: number): Promise<string[]> {
  const rows = await run<{ id: string }>(
    db,
    'find-sweepable',
    'SELECT sweepable_composes($1) AS id',
    [limit],
    { repeatable: true },
  )
  return rows.map((row) => row.id)
}

/** Ids of expired composes, oldest first. */
export async function findExpired(db: Knex, limit: number): Promise<string[]> {
  const rows = await run<{ id: string }>(
    db,
    'find-expired',
    `SELECT id FROM composes WHERE deleted_at IS NULL AND expires_at < clock_timestamp() ORDER BY expires_at LIMIT $1`,
    [limit],
    { repeatable: true },
  )
  return rows.map((row) => row.id)
}
