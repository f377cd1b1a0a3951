-- When nobody looked for stale leases for p_gap, workers could not renew either: every lease gets one full timeout.
-- Answers how many did.
CREATE FUNCTION grace_after_outage(p_gap interval) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_count integer;
BEGIN
  PERFORM 1 FROM watchdog WHERE looked_at < clock_timestamp() - p_gap FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  UPDATE job_leases SET beat_at = clock_timestamp();
  GET DIAGNOSTICS v_count = ROW_COUNT;
  UPDATE watchdog SET looked_at = clock_timestamp();
  RETURN v_count;
END $$;

-- Ends attempts whose lease is stale: back to the front of the line, or, after p_max_requeues of those, failed with
-- p_failure. Several watchdogs share the work; a lease that is renewed in between is left alone.
CREATE FUNCTION reap_leases(p_timeout interval, p_max_requeues integer, p_failure text, p_limit integer)
RETURNS TABLE (fate text, id uuid, type text, channel text, attempt integer, token uuid)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_stale timestamptz := clock_timestamp() - p_timeout;
  v_ended integer := 0;
  v_lease uuid;
  v_job record;
  v_failed uuid[];
  v_channels text[];
  v_types text[];
BEGIN
  FOR v_lease IN SELECT l.job_id FROM job_leases l WHERE l.beat_at < v_stale ORDER BY l.beat_at LOOP
    EXIT WHEN v_ended >= p_limit;
    SELECT j.id, j.type, j.channel, j.attempt, j.token, j.state, j.awaited INTO v_job
    FROM jobs j WHERE j.id = v_lease FOR NO KEY UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    -- Looks again, at the lease as it is now: it may belong to a newer attempt, or have been renewed.
    DELETE FROM job_leases l WHERE l.job_id = v_lease AND l.beat_at < v_stale;
    CONTINUE WHEN NOT FOUND;
    v_ended := v_ended + 1;
    id := v_job.id;
    type := v_job.type;
    channel := v_job.channel;
    attempt := v_job.attempt;
    token := v_job.token;
    IF v_job.state <> 'running' THEN
      UPDATE jobs j SET token = NULL WHERE j.id = v_job.id;
      fate := 'forgotten';
    ELSIF v_job.attempt <= p_max_requeues THEN
      -- ready_at stays: it was the oldest once and is again.
      UPDATE jobs j SET state = 'ready', token = NULL, worker_id = NULL, started_at = NULL, progress = NULL, result = NULL
      WHERE j.id = v_job.id;
      v_channels := v_channels || v_job.channel;
      v_types := v_types || v_job.type;
      fate := 'requeued';
    ELSE
      UPDATE jobs j SET state = 'finished', failed = true, result = p_failure, outcome = p_failure::jsonb,
        token = NULL, progress = NULL, finished_at = clock_timestamp(),
        args = CASE WHEN j.confidential THEN '{}' ELSE j.args END
      WHERE j.id = v_job.id;
      v_failed := v_failed || v_job.id;
      IF v_job.awaited THEN
        PERFORM pg_notify('job_finished', v_job.id::text);
      END IF;
      fate := 'failed';
    END IF;
    RETURN NEXT;
  END LOOP;
  IF v_failed IS NOT NULL THEN
    PERFORM release_dependents(v_failed, v_failed);
  END IF;
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
  UPDATE watchdog w SET looked_at = clock_timestamp() WHERE w.looked_at < clock_timestamp() - interval '1 second';
END $$;
