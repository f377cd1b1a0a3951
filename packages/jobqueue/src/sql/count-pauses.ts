import type { Knex } from 'knex'
import { run } from './run.js'

/** How many pauses of lanes there are. */
export async function countPauses(db: Knex): Promise<number> {
  const [row] = await run<{ pauses: number }>(
    db,
    'count-pauses',
    'SELECT count(*)::integer AS pauses FROM lane_pauses',
    [],
  )
  return row?.pauses ?? 0
}
