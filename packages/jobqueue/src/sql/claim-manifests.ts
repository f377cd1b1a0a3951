import type { Knex } from 'knex'
import type { ClaimedRow } from './claim-jobs.js'
import { run } from './run.js'

/**
 * The only job type that is claimed across channels. The index and the function in the database contain the same name.
 */
export const manifestType = 'manifest-id-only'

/**
 * Claims up to one ready manifest job per token, from one channel after the other, starting after channel `after`.
 * Paused channels are skipped.
 */
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
