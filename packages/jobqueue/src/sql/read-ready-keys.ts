import type { Knex } from 'knex'
import type { ReadyKey } from '../types.js'
import { run } from './run.js'

/** The keys that have a ready job: hops from key to key on the index of ready jobs, whatever the backlog. */
export function readReadyKeys(db: Knex): Promise<ReadyKey[]> {
  return run<ReadyKey>(db, 'read-ready-keys', 'SELECT * FROM ready_keys()', [], { repeatable: true })
}
