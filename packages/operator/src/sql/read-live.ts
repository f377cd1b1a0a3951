import type { Knex } from 'knex'
import type { InstanceRow, LaneNow, Pause } from '../types.js'
import { instancesQuery } from './read-instances.js'
import { lanesQuery } from './read-lanes.js'
import { pausesQuery } from './read-pauses.js'

/** A row as JSON contains it: times are texts. */
type Told<Row> = { [Name in keyof Row]: Row[Name] extends Date ? string : Row[Name] }

export interface Live {
  lanes: LaneNow[]
  pauses: Told<Pause>[]
  instances: Told<InstanceRow>[]
  /** Id of the newest row of the audit log; null when the log is empty. */
  lastAction: string | null
  /** Digests by the id of the compose; deleted composes are missing. */
  composes: Record<string, string>
}

interface LiveBinding {
  composeIds: readonly string[]
  instanceSeconds: number
}

const list = (query: string): string => `(SELECT coalesce(json_agg(q), '[]') FROM (${query}) AS q)`

/** The queue and digests of some composes in one statement. */
export async function readLive(db: Knex, { composeIds, instanceSeconds }: LiveBinding): Promise<Live> {
  const { rows } = await db.raw<{ rows: [Live] }>(
    `SELECT ${list(lanesQuery)} AS lanes, ${list(pausesQuery)} AS pauses, ${list(instancesQuery)} AS instances,
       (SELECT max(id)::text FROM audit_log) AS "lastAction",
       (SELECT coalesce(json_object_agg(d.compose_id, d.digest), '{}') FROM (
         SELECT j.compose_id, md5(string_agg(concat_ws(' ', j.id, j.state, j.attempt, j.failed, j.progress, j.started_at),
           ',' ORDER BY j.id)) AS digest
         FROM jobs j JOIN composes c ON c.id = j.compose_id AND c.deleted_at IS NULL
         WHERE j.compose_id = ANY(CAST(:composeIds AS uuid[])) GROUP BY j.compose_id
       ) AS d) AS composes`,
    { composeIds: [...composeIds], instanceSeconds },
  )
  return rows[0]
}
