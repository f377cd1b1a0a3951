import type { Knex } from 'knex'
import type { GraphKind, JobState } from '@composer/jobqueue'
import type { ComposeState } from '../types.js'

export interface SummaryColumns {
  id: string
  channel: string
  kind: GraphKind
  external_id: string | null
  created_at: Date
  /** As text: a JavaScript date would lose the microseconds that order composes. */
  created_key: string
  state: ComposeState
  jobs: Record<JobState, number>
  facts: { distribution: string | null; imageTypes: string[] } | null
}

export interface ComposeWindow {
  channel: string | null
  externalId: string | null
  from: Date | null
  to: Date | null
  state: string | null
  distribution: string | null
  imageType: string | null
  /** Only composes before this place. */
  beforeKey: string | null
  beforeId: string | null
  /** Number of composes to examine, newest first. */
  scan: number
}

export interface Window {
  rows: SummaryColumns[]
  /** The last compose that was examined; null when there are no more. */
  last: { key: string; id: string } | null
}

/** The state of a compose, derived from its jobs; children do not count. */
const stateOfJobs = `CASE
  WHEN count(*) FILTER (WHERE j.state = 'running') > 0 THEN 'running'
  WHEN count(*) FILTER (WHERE j.state IN ('waiting', 'ready')) > 0 THEN 'waiting'
  WHEN count(*) FILTER (WHERE j.failed) > 0 THEN 'failed'
  WHEN count(*) FILTER (WHERE j.state = 'cancelled') > 0 THEN 'cancelled'
  ELSE 'succeeded' END`

/** Columns of the summary of a compose `c`. The database reads the request, which is stored as text. */
export const summaryColumns = `c.id, c.channel, c.kind, c.external_id, c.created_at, c.created_at::text AS created_key,
  s.state, s.jobs, request_facts(c.request) AS facts`

export const summaryJoin = `CROSS JOIN LATERAL (
  SELECT ${stateOfJobs} AS state, json_build_object(
    'waiting', count(*) FILTER (WHERE j.state = 'waiting'), 'ready', count(*) FILTER (WHERE j.state = 'ready'),
    'running', count(*) FILTER (WHERE j.state = 'running'), 'finished', count(*) FILTER (WHERE j.state = 'finished'),
    'cancelled', count(*) FILTER (WHERE j.state = 'cancelled')) AS jobs
  FROM jobs j WHERE j.compose_id = c.id AND j.parent_id IS NULL
) AS s`

/**
 * Examines up to `scan` visible composes from a place on, newest first, and answers those that match. The cost of one
 * call is bounded, even if no compose matches.
 */
export async function listComposes(db: Knex, window: ComposeWindow): Promise<Window> {
  const { rows } = await db.raw<{ rows: (SummaryColumns & { matches: boolean; looked: number })[] }>(
    `SELECT w.*, count(*) OVER ()::integer AS looked FROM (
       SELECT ${summaryColumns},
         (CAST(:state AS text) IS NULL OR s.state = :state)
         AND (CAST(:distribution AS text) IS NULL OR request_facts(c.request) ->> 'distribution' = :distribution)
         AND (CAST(:imageType AS text) IS NULL OR jsonb_exists(request_facts(c.request) -> 'imageTypes', :imageType)) AS matches
       FROM (
         SELECT * FROM composes
         WHERE deleted_at IS NULL
           AND (CAST(:channel AS text) IS NULL OR channel = :channel)
           AND (CAST(:externalId AS text) IS NULL OR external_id = :externalId)
           AND (CAST(:from AS timestamptz) IS NULL OR created_at >= :from)
           AND (CAST(:to AS timestamptz) IS NULL OR created_at < :to)
           AND (CAST(:beforeKey AS timestamptz) IS NULL
             OR (created_at, id) < (CAST(:beforeKey AS timestamptz), CAST(:beforeId AS uuid)))
         ORDER BY created_at DESC, id DESC LIMIT :scan
       ) AS c ${summaryJoin}
     ) AS w ORDER BY w.created_at DESC, w.id DESC`,
    { ...window },
  )
  const last = rows.at(-1)
  return {
    rows: rows.filter((row) => row.matches),
    last: last && rows.length === window.scan ? { key: last.created_key, id: last.id } : null,
  }
}
