import type { Knex } from 'knex'
import { batchCallsByKey } from './batch-calls-by-key.js'
import { isRefusedValue } from './is-refused-value.js'
import { readGraphs } from './sql/read-graphs.js'
import type { GraphRow } from './types.js'

export interface GraphKey {
  jobId: string
  channel: string
}

/**
 * Reads graphs of jobs. Calls of one tenant that wait at the same time share a statement: most of the cost of a call is
 * the round trip to the database.
 */
export const graphReader = (db: Knex): ((key: GraphKey) => Promise<GraphRow | undefined>) =>
  batchCallsByKey(
    ({ channel }) => channel,
    (keys) =>
      readGraphs(
        db,
        keys.map(({ jobId }) => jobId),
        keys[0]?.channel ?? '',
      ),
    () => ({ waitFrom: 4, maxItems: 16, oneIsToBlame: isRefusedValue }),
  )
