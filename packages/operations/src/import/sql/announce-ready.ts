import type { Knex } from 'knex'
import type { ImportedJob } from '../map-graph.js'

/** Wakes those who wait for such jobs, when the transaction commits. */
export async function announceReady(db: Knex, jobs: readonly ImportedJob[]): Promise<void> {
  await db.raw('SELECT announce_ready(CAST(:channels AS text[]), CAST(:types AS text[]))', {
    channels: jobs.map(({ channel }) => channel),
    types: jobs.map(({ type }) => type),
  })
}
