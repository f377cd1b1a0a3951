import type { Knex } from 'knex'
import type { TargetRow } from '../types.js'

/** Targets of the finished builds of a compose, in plan order. */
export async function readTargets(db: Knex, composeId: string): Promise<TargetRow[]> {
  const { rows } = await db.raw<{ rows: TargetRow[] }>(
    `SELECT j.id AS "jobId", t.target ->> 'name' AS name, t.target -> 'options' AS options,
       CASE WHEN t.target ->> 'name' = 'org.osbuild.worker.server' AND t.target ->> 'target_error' IS NULL
         THEN t.target -> 'osbuild_artifact' ->> 'export_filename' END AS file,
       t.target -> 'target_error' AS error
     FROM jobs j
     CROSS JOIN LATERAL jsonb_array_elements(
       CASE WHEN jsonb_typeof(j.outcome -> 'target_results') = 'array' THEN j.outcome -> 'target_results' ELSE '[]' END
     ) WITH ORDINALITY AS t(target, place)
     WHERE j.compose_id = CAST(:composeId AS uuid) ORDER BY j.position, t.place`,
    { composeId },
  )
  return rows
}
