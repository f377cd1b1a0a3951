import type { Knex } from 'knex'
import type { DynamicArg } from '../types.js'
import { run } from './run.js'

/** Bytes from which a result is passed as a reference, because a claim holds all shorter ones in memory at once. */
const longFrom = 1024 * 1024

/**
 * The results of the dependencies of each job, in enqueue order: null for a dependency without a result, a reference
 * for a long one.
 */
export async function readDynamicArgs(db: Knex, jobIds: string[]): Promise<Map<string, DynamicArg[]>> {
  const rows = await run<{
    job_id: string
    dependency_id: string
    bytes: string | null
    result: string | null
  }>(db, 'read-dynamic-args', 'SELECT * FROM dependency_texts($1::uuid[], $2)', [jobIds, longFrom], {
    repeatable: true,
  })
  const results = new Map<string, DynamicArg[]>()
  for (const { job_id, dependency_id, bytes, result } of rows) {
    const arg = result === null && bytes !== null ? { jobId: dependency_id, bytes: Number(bytes) } : result
    const list = results.get(job_id)
    if (list) list.push(arg)
    else results.set(job_id, [arg])
  }
  return results
}
