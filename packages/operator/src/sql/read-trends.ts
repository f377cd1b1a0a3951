import type { Knex } from 'knex'
import type { TrendPoint, Trends, TypeTrend } from '../types.js'

const spans = {
  hour: { seconds: 3600, slices: 30 },
  day: { seconds: 86_400, slices: 48 },
} as const

/**
 * Ended jobs of the last hour or day. Ids begin with their creation time (UUIDv7), so the primary key finds the
 * candidates without another index: jobs that were queued in the span or up to a day before it.
 * @param type only points of this type, without architecture; null: all types
 */
export async function readTrends(db: Knex, span: Trends['span'], type: string | null): Promise<Trends> {
  const { seconds, slices } = spans[span]
  const binding = { seconds, slices }
  const { rows: types } = await db.raw<{ rows: TypeTrend[] }>(
    `SELECT split_part(e.type, ':', 1) AS type,
       count(*) FILTER (WHERE e.state = 'finished' AND NOT e.failed)::integer AS finished,
       count(*) FILTER (WHERE e.failed)::integer AS failed,
       count(*) FILTER (WHERE e.state = 'cancelled')::integer AS cancelled,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY e.seconds) FILTER (WHERE e.worked) AS "p50Seconds",
       percentile_cont(0.95) WITHIN GROUP (ORDER BY e.seconds) FILTER (WHERE e.worked) AS "p95Seconds"
     FROM (${ended}) AS e GROUP BY 1 ORDER BY 1`,
    binding,
  )
  const { rows: points } = await db.raw<{ rows: TrendPoint[] }>(
    `SELECT s.at, count(e.id) FILTER (WHERE e.state = 'finished' AND NOT e.failed)::integer AS finished,
       count(e.id) FILTER (WHERE e.failed)::integer AS failed,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY e.seconds) FILTER (WHERE e.worked) AS "p50Seconds",
       percentile_cont(0.95) WITHIN GROUP (ORDER BY e.seconds) FILTER (WHERE e.worked) AS "p95Seconds"
     FROM (
       SELECT n, now() - make_interval(secs => CAST(:seconds AS float8) * (CAST(:slices AS int) - n) / CAST(:slices AS int)) AS at
       FROM generate_series(0, CAST(:slices AS int) - 1) AS n
     ) AS s
     LEFT JOIN (
       SELECT x.*, floor(extract(epoch FROM x.finished_at - (now() - make_interval(secs => CAST(:seconds AS float8))))
         / (CAST(:seconds AS float8) / CAST(:slices AS int)))::int AS slice
       FROM (${ended}) AS x
       WHERE CAST(:type AS text) IS NULL OR split_part(x.type, ':', 1) = CAST(:type AS text)
     ) AS e ON e.slice = s.n
     GROUP BY s.n, s.at ORDER BY s.n`,
    { ...binding, type },
  )
  return { span, types, points }
}

/** The smallest UUIDv7 of a time: 48 bits of milliseconds, then zeros. */
const earliestId = `CAST(lpad(to_hex((extract(epoch FROM now() - make_interval(secs => CAST(:seconds AS float8) + 86400)) * 1000)::bigint), 12, '0')
  || '00000000000000000000' AS uuid)`

const ended = `
  SELECT j.id, j.type, j.state, j.failed, j.finished_at, j.attempt > 0 AS worked,
    extract(epoch FROM j.finished_at - j.started_at)::double precision AS seconds
  FROM jobs j
  WHERE j.id >= ${earliestId} AND j.finished_at >= now() - make_interval(secs => CAST(:seconds AS float8))`
