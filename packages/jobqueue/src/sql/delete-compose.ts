import type { Knex } from 'knex'
import { run } from './run.js'

/** Hides a compose and cancels what is unfinished of it. False when it is gone already. */
export async function deleteCompose(db: Knex, composeId: string): Promise<boolean> {
  const [row] = await run<{ deleted: boolean }>(
    db,
    'delete-compose',
    'SELECT delete_compose($1) AS deleted',
    [composeId],
  )
  return row?.deleted ?? false
}

/** Removes the jobs of a hidden compose that neither a lease nor a clone needs; answers the removed ones. */
export async function sweepCompose(db: Knex, composeId: string): Promise<string[]> {
  const rows = await run<{ id: string }>(db, 'sweep-compose', 'SELECT sweep_compose($1) AS id', [composeId])
  return rows.map((row) => row.id)
}

/** Hidden composes with something to remove, oldest first. */
export async function findSweepable(db: Knex, limit: number): Promise<string[]> {
  const rows = await run<{ id: string }>(
    db,
    'find-sweepable',
    `SELECT c.id FROM composes c
     WHERE c.deleted_at IS NOT NULL AND (
       NOT EXISTS (SELECT 1 FROM jobs j WHERE j.compose_id = c.id) OR
       EXISTS (SELECT 1 FROM jobs j WHERE j.compose_id = c.id
         AND NOT EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = j.id)
         AND NOT EXISTS (SELECT 1 FROM job_dependencies d WHERE d.dependency_id = j.id)))
     ORDER BY c.deleted_at LIMIT $1`,
    [limit],
  )
  return rows.map((row) => row.id)
}

/** Composes past their time, oldest first. */
export async function findExpired(db: Knex, limit: number): Promise<string[]> {
  const rows = await run<{ id: string }>(
    db,
    'find-expired',
    `SELECT id FROM composes WHERE deleted_at IS NULL AND expires_at < clock_timestamp() ORDER BY expires_at LIMIT $1`,
    [limit],
  )
  return rows.map((row) => row.id)
}
