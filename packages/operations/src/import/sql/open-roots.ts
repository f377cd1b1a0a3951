import type { ClientBase } from 'pg'
import { rootJobs } from './owning-edge.js'

/** Opens the list of all roots, oldest first, within the transaction; see `readRoots`. */
export async function openRoots(source: ClientBase, since: Date | null): Promise<void> {
  await source.query(`DECLARE roots NO SCROLL CURSOR FOR ${rootJobs} ORDER BY d.queued_at, d.id`, [since])
}

/** The next ids of the list; none at its end. */
export async function readRoots(source: ClientBase, count: number): Promise<string[]> {
  const { rows } = await source.query<{ id: string }>(`FETCH FORWARD ${count} FROM roots`)
  return rows.map(({ id }) => id)
}
