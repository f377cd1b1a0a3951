import type { Knex } from 'knex'
import type { GraphRow } from '../types.js'
import { groupGraphs, type GraphColumns } from './graph-columns.js'
import { run } from './run.js'

/**
 * The graphs of jobs of one channel in one statement, by primary key and compose. The cost does not depend on finished
 * composes or on the size of results.
 * @returns in the order of the ids; undefined for an unknown, foreign or deleted one
 */
export async function readGraphs(
  db: Knex,
  jobIds: readonly string[],
  channel: string,
): Promise<(GraphRow | undefined)[]> {
  const [only] = jobIds
  if (only !== undefined && jobIds.length === 1) return [await readGraph(db, only, channel)]
  const rows = await run<GraphColumns & { place: number }>(
    db,
    'read-composes',
    `SELECT CAST(q.place AS integer) AS place, g.*
     FROM unnest($1::uuid[]) WITH ORDINALITY AS q (job, place) CROSS JOIN LATERAL read_compose(q.job, $2) AS g`,
    [jobIds, channel],
    { repeatable: true },
  )
  const rowsOf = jobIds.map((): GraphColumns[] => [])
  for (const row of rows) rowsOf[row.place - 1]?.push(row)
  return rowsOf.map((own) => groupGraphs(own)[0])
}

async function readGraph(db: Knex, jobId: string, channel: string): Promise<GraphRow | undefined> {
  const rows = await run<GraphColumns>(
    db,
    'read-compose',
    'SELECT * FROM read_compose($1, $2)',
    [jobId, channel],
    { repeatable: true },
  )
  return groupGraphs(rows)[0]
}
