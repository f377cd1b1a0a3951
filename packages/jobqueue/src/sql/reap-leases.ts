import type { Knex } from 'knex'
import { run } from './run.js'

export interface ReapedRow {
  fate: 'requeued' | 'failed' | 'forgotten'
  id: string
  type: string
  channel: string
  attempt: number
  token: string
}

/** Ends attempts whose lease was not renewed for `timeoutSeconds`. */
export function reapLeases(
  db: Knex,
  timeoutSeconds: number,
  maxRequeues: number,
  failure: string,
  limit: number,
): Promise<ReapedRow[]> {
  return run<ReapedRow>(
    db,
    'reap-leases',
    'SELECT * FROM reap_leases(make_interval(secs => $1::double precision), $2, $3, $4)',
    [timeoutSeconds, maxRequeues, failure, limit],
  )
}

/** Extends every lease by a full timeout when no watchdog ran for `gapSeconds`; answers how many leases. */
export async function graceLeases(db: Knex, gapSeconds: number): Promise<number> {
  const [row] = await run<{ leases: number }>(
    db,
    'grace-leases',
    'SELECT grace_after_outage(make_interval(secs => $1::double precision)) AS leases',
    [gapSeconds],
    { repeatable: true },
  )
  return row?.leases ?? 0
}
