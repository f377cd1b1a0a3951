import type { Knex } from 'knex'
import type { ReadyKey } from '../types.js'
import { run } from './run.js'

/** The keys that have a ready job: hops from key to key on the index of ready jobs, whatever the backlog. */
export function readReadyKeys(db: Knex): Promise<ReadyKey[]> {
  return run<ReadyKey>(
    db,
    'read-ready-keys',
    `WITH RECURSIVE found AS (
       (SELECT channel, type FROM jobs WHERE state = 'ready' ORDER BY channel, type LIMIT 1)
       UNION ALL
       SELECT next.channel, next.type FROM found CROSS JOIN LATERAL (
         SELECT channel, type FROM jobs
         WHERE state = 'ready' AND (channel, type) > (found.channel, found.type)
         ORDER BY channel, type LIMIT 1
       ) AS next
     )
     SELECT channel, type FROM found`,
    [],
  )
}
