import type { Knex } from 'knex'
import type { ClaimRequest } from '../types.js'
import { run } from './run.js'

export interface ClaimedRow {
  place: number
  id: string
  compose_id: string
  type: string
  token: string
  attempt: number
  args: string
  waited_seconds: number
  has_dependencies: boolean
}

/** Claims up to one ready job of a channel per token, the oldest first. Paused types are skipped. */
export function claimJobs(
  db: Knex,
  request: ClaimRequest & { channel: string },
  tokens: string[],
): Promise<ClaimedRow[]> {
  return run<ClaimedRow>(
    db,
    'claim-jobs',
    'SELECT * FROM claim_jobs($1, open_types($1, $2::text[]), $3::uuid[], $4::uuid[])',
    [request.channel, request.types, tokens, request.workers],
  )
}
