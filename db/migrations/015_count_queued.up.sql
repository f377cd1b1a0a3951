-- Jobs of a channel that wait for a worker or for other jobs, p_max at most: no more index entries than that are read.
CREATE FUNCTION count_queued(p_channel text, p_max integer) RETURNS integer
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN (
    SELECT count(*) FROM (
      (SELECT 1 FROM jobs j WHERE j.channel = p_channel AND j.ready_at IS NOT NULL AND j.started_at IS NULL LIMIT p_max)
      UNION ALL
      (SELECT 1 FROM jobs j WHERE j.channel = p_channel AND j.unmet > 0 AND j.started_at IS NULL LIMIT p_max)
      LIMIT p_max
    ) AS queued
  );
END $$;
