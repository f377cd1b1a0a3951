import type { Knex } from 'knex'
import { run } from './run.js'

/** Results of the jobs' dependencies in enqueue order; null where a dependency has none. */
export async function readDynamicArgs(db: Knex, jobIds: string[]): Promise<Map<string, (string | null)[]>> {
  const rows = await run<{ job_id: string; result: string | null }>(
    db,
    'read-dynamic-args',
    `SELECT d.job_id, j.result FROM job_dependencies d JOIN jobs j ON j.id = d.dependency_id
     WHERE d.job_id = ANY ($1::uuid[]) ORDER BY d.job_id, d.position`,
    [jobIds],
  )
  const results = new Map<string, (string | null)[]>()
  for (const row of rows) {
    const list = results.get(row.job_id)
    if (list) list.push(row.result)
    else results.set(row.job_id, [row.result])
  }
  return results
}
