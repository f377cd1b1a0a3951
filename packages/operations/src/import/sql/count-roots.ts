import type { ClientBase } from 'pg'
import { rootJobs } from './owning-edge.js'

/** How many graphs there are, and the time that the reference's database has. */
export async function countRoots(
  source: ClientBase,
  since: Date | null,
): Promise<{ count: number; now: Date }> {
  const { rows } = await source.query<{ count: number; now: Date }>(
    `SELECT count(*)::integer AS count, now() AS now FROM (${rootJobs}) AS roots`,
    [since],
  )
  const [row] = rows
  if (!row) throw new Error('a count answered nothing')
  return row
}
