import type { Knex } from 'knex'
import { summaryColumns, summaryJoin, type SummaryColumns } from './list-composes.js'

/** Visible composes whose id, or the id of one of their jobs, lies in a range of ids; newest first. */
export async function findComposes(
  db: Knex,
  first: string,
  last: string,
  limit: number,
): Promise<SummaryColumns[]> {
  const { rows } = await db.raw<{ rows: SummaryColumns[] }>(
    `SELECT ${summaryColumns} FROM (
       SELECT DISTINCT j.compose_id FROM jobs j
       WHERE j.id BETWEEN CAST(:first AS uuid) AND CAST(:last AS uuid)
       LIMIT :limit
     ) AS f JOIN composes c ON c.id = f.compose_id AND c.deleted_at IS NULL ${summaryJoin}
     ORDER BY c.created_at DESC, c.id DESC`,
    { first, last, limit },
  )
  return rows
}
