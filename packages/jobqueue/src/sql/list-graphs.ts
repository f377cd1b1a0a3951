import type { Knex } from 'knex'
import type { GraphRow } from '../types.js'
import { composeColumns, groupGraphs, jobColumns, type GraphColumns } from './graph-columns.js'
import { run } from './run.js'

/** One page of a tenant's composes, newest first, with their jobs. */
export async function listGraphRows(
  db: Knex,
  channel: string,
  limit: number,
  offset: number,
): Promise<GraphRow[]> {
  const rows = await run<GraphColumns>(
    db,
    'list-graphs',
    `SELECT ${composeColumns}, ${jobColumns} FROM (
       SELECT * FROM composes WHERE channel = $1 AND deleted_at IS NULL AND kind IN ('image', 'koji', 'bootc')
       ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3
     ) AS c JOIN jobs j ON j.compose_id = c.id
     ORDER BY c.created_at DESC, c.id DESC, j.position, j.id`,
    [channel, limit, offset],
    { repeatable: true },
  )
  return groupGraphs(rows)
}

/** Number of composes in the compose list of a tenant. */
export async function countGraphs(db: Knex, channel: string): Promise<number> {
  const [row] = await run<{ total: number }>(
    db,
    'count-graphs',
    `SELECT count(*)::integer AS total FROM composes
     WHERE channel = $1 AND deleted_at IS NULL AND kind IN ('image', 'koji', 'bootc')`,
    [channel],
    { repeatable: true },
  )
  return row?.total ?? 0
}
