-- The graph of a job that its tenant can see, in plan order; no row for unknown, foreign and deleted ones alike.
-- It never touches args and results, whose size therefore costs nothing.
CREATE FUNCTION read_graph(p_job uuid, p_channel text) RETURNS TABLE (
  c_id uuid, c_channel text, c_kind text, c_external_id text, c_created_at timestamptz, c_expires_at timestamptz,
  id uuid, compose_id uuid, type text, channel text, state text, attempt integer, failed boolean, outcome jsonb,
  progress jsonb, "position" integer, queued_at timestamptz, ready_at timestamptz, started_at timestamptz,
  finished_at timestamptz, depends_on uuid[]
) LANGUAGE plpgsql ROWS 5
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_compose record;
BEGIN
  SELECT * INTO v_compose FROM visible_compose(p_job, p_channel);
  IF v_compose.id IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT v_compose.id, v_compose.channel, v_compose.kind, v_compose.external_id, v_compose.created_at,
      v_compose.expires_at, j.id, j.compose_id, j.type, j.channel, j.state, j.attempt, j.failed, j.outcome,
      j.progress, j.position, j.queued_at, j.ready_at, j.started_at, j.finished_at,
      ARRAY(SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = j.id ORDER BY d.position)
    FROM jobs j WHERE j.compose_id = v_compose.id ORDER BY j.position;
END $$;

-- Unfinished jobs by type and channel: from the indexes of waiting and ready jobs and from the leases, never from
-- history.
CREATE FUNCTION queue_depth() RETURNS TABLE (
  type text, channel text, pending integer, running integer, oldest_ready_seconds double precision
) LANGUAGE plpgsql ROWS 100
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN QUERY
    SELECT part.type, part.channel, sum(part.pending)::integer, sum(part.running)::integer,
      coalesce(extract(epoch FROM clock_timestamp() - min(part.oldest)), 0)::double precision
    FROM (
      SELECT j.type, j.channel, count(*) AS pending, 0 AS running, NULL::timestamptz AS oldest
      FROM jobs j WHERE j.unmet > 0 AND j.started_at IS NULL GROUP BY j.channel, j.type
      UNION ALL
      SELECT j.type, j.channel, count(*), 0, min(j.ready_at) FROM jobs j WHERE j.ready_at IS NOT NULL AND j.started_at IS NULL
      GROUP BY j.channel, j.type
      UNION ALL
      SELECT r.type, r.channel, 0, count(*), NULL FROM job_leases l
      -- OFFSET keeps the planner from joining: one look-up for each lease.
      CROSS JOIN LATERAL (SELECT j.type, j.channel, j.state FROM jobs j WHERE j.id = l.job_id OFFSET 0) AS r
      WHERE r.state = 'running' GROUP BY r.channel, r.type
    ) AS part
    GROUP BY part.type, part.channel ORDER BY part.type, part.channel;
END $$;
