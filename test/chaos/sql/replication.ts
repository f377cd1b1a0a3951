import { setTimeout as pause } from 'node:timers/promises'
import type { Knex } from 'knex'

/** Waits until a standby streams, or until commits wait for it. */
export async function waitForStandby(db: Knex, what: 'streaming' | 'sync'): Promise<void> {
  for (;;) {
    const { rows } = await db.raw<{ rows: { state: string; sync_state: string }[] }>(
      'SELECT state, sync_state FROM pg_stat_replication',
    )
    if (
      rows.some(
        ({ state, sync_state: sync }) => state === 'streaming' && (what !== 'sync' || sync === 'sync'),
      )
    )
      return
    await pause(20)
  }
}

/** From now on a commit is answered when the standby has it. The standby does not inherit this. */
export async function askForSynchronousStandby(db: Knex): Promise<void> {
  await db.raw(`ALTER SYSTEM SET synchronous_standby_names = '*'`)
  await db.raw('SELECT pg_reload_conf()')
}

/** How far the log of a primary is on its disk. */
export async function readFlushed(db: Knex): Promise<string> {
  const { rows } = await db.raw<{ rows: { lsn: string }[] }>('SELECT pg_current_wal_flush_lsn() AS lsn')
  return rows[0]?.lsn ?? '0/0'
}

export async function hasReplayed(db: Knex, lsn: string): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { there: boolean }[] }>(
    'SELECT pg_last_wal_replay_lsn() >= CAST(:lsn AS pg_lsn) AS there',
    { lsn },
  )
  return rows[0]?.there ?? false
}

/** Returns when the standby takes writes. */
export async function promote(db: Knex): Promise<void> {
  await db.raw('SELECT pg_promote()')
}
