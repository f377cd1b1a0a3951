import type { Knex } from 'knex'
import type { ImportedJob } from '../map-graph.js'

/** Stores what jobs depend on, in order. Every one of the jobs must be there. */
export async function insertEdges(db: Knex, jobs: readonly ImportedJob[]): Promise<void> {
  const edges = jobs.flatMap(({ id, dependsOn }) =>
    dependsOn.map((dependency, position) => ({ id, dependency, position })),
  )
  await db.raw(
    `INSERT INTO job_dependencies (job_id, position, dependency_id)
     SELECT * FROM unnest(CAST(:jobs AS uuid[]), CAST(:positions AS integer[]), CAST(:dependencies AS uuid[]))
     ON CONFLICT DO NOTHING`,
    {
      jobs: edges.map(({ id }) => id),
      positions: edges.map(({ position }) => position),
      dependencies: edges.map(({ dependency }) => dependency),
    },
  )
}
