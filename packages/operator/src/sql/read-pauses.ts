import type { Knex } from 'knex'
import type { Pause } from '../types.js'

/** Every pause, oldest first. */
export async function readPauses(db: Knex): Promise<Pause[]> {
  const { rows } = await db.raw<{ rows: Pause[] }>(
    `SELECT channel, type, paused_at AS "pausedAt", paused_by AS "pausedBy", reason FROM lane_pauses ORDER BY paused_at`,
  )
  return rows
}
