import type { Knex } from 'knex'
import type { ReadyKey } from '../types.js'
import { run } from './run.js'

/**
 * The keys that have a ready job. Skips from key to key in the index of ready jobs, so the cost does not depend on the
 * number of jobs.
 */
export function readReadyKeys(db: Knex): Promise<ReadyKey[]> {
  return run<ReadyKey>(db, 'read-ready-keys', 'SELECT * FROM ready_keys()', [], { repeatable: true })
}
