import type { Knex } from 'knex'
import type { ClaimedRow } from './claim-jobs.js'
import { run } from './run.js'

/** The type of job that is made for all channels: the index and the function in the database name it. */
export const manifestType = 'manifest-id-only'

/** Hands out up to one ready manifest per token, of one channel after the other, beginning behind `after`; none of paused channels. */
export function claimManifests(
  db: Knex,
  after: string,
  tokens: string[],
  workers: (string | null)[],
): Promise<(ClaimedRow & { channel: string })[]> {
  return run(db, 'claim-manifests', 'SELECT * FROM claim_open_manifests($1, $2::uuid[], $3::uuid[])', [
    after,
    tokens,
    workers,
  ])
}
