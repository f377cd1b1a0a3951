import type { Knex } from 'knex'
import { run } from './run.js'

export async function insertWorker(db: Knex, id: string, channel: string, arch: string): Promise<void> {
  await run(
    db,
    'insert-worker',
    'INSERT INTO workers (id, channel, arch) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [id, channel, arch],
    { repeatable: true },
  )
}

/** False when no such worker is registered in the channel. */
export async function touchWorkerRow(db: Knex, id: string, channel: string): Promise<boolean> {
  const rows = await run(
    db,
    'touch-worker',
    'UPDATE workers SET seen_at = clock_timestamp() WHERE id = $1 AND channel = $2 RETURNING id',
    [id, channel],
    { repeatable: true },
  )
  return rows.length > 0
}

/** Removes workers that sent nothing for `timeoutSeconds`. Their jobs end when their leases become stale. */
export async function deleteSilentWorkers(db: Knex, timeoutSeconds: number): Promise<number> {
  const rows = await run(
    db,
    'delete-silent-workers',
    'DELETE FROM workers WHERE seen_at < clock_timestamp() - make_interval(secs => $1::double precision) RETURNING id',
    [timeoutSeconds],
  )
  return rows.length
}

/** Number of registered workers by channel and architecture. */
export function countWorkers(db: Knex): Promise<{ channel: string; arch: string; count: number }[]> {
  return run(
    db,
    'count-workers',
    'SELECT channel, arch, count(*)::integer AS count FROM workers GROUP BY channel, arch ORDER BY channel, arch',
    [],
    { repeatable: true },
  )
}
