import type { Knex } from 'knex'
import type { Pause } from '../types.js'

export const pausesQuery = `
SELECT channel, type, paused_at AS "pausedAt", paused_by AS "pausedBy", reason FROM lane_pauses ORDER BY paused_at`

/** Every pause, oldest first. */
export async function readPauses(db: Knex): Promise<Pause[]> {
  const { rows } = await db.raw<{ rows: Pause[] }>(pausesQuery)
  return rows
}
