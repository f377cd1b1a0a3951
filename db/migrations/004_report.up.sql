-- The job of a token, if any, whatever state it is in; a running attempt's lease starts anew when p_beat says so.
CREATE FUNCTION renew_lease(p_token uuid, p_channel text, p_beat boolean)
RETURNS TABLE (id uuid, type text, state text, attempt integer, running_seconds double precision)
LANGUAGE plpgsql ROWS 1
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  SELECT j.id, j.type, j.state, j.attempt, extract(epoch FROM clock_timestamp() - j.started_at)
  INTO id, type, state, attempt, running_seconds
  FROM jobs j WHERE j.token = p_token AND j.channel = p_channel;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF p_beat AND state = 'running' THEN
    UPDATE job_leases l SET beat_at = clock_timestamp() WHERE l.job_id = renew_lease.id AND l.token = p_token;
  END IF;
  RETURN NEXT;
END $$;

-- Replaces the progress of a running attempt. False: it is not running.
CREATE FUNCTION store_progress(p_token uuid, p_channel text, p_progress jsonb) RETURNS boolean LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  UPDATE jobs SET progress = p_progress WHERE token = p_token AND channel = p_channel AND state = 'running';
  RETURN FOUND;
END $$;

-- Keeps the text of a result before the job is finished with it: the first one of an attempt, because two reports at
-- the same time must not mix. False: the attempt is not running, or has one.
CREATE FUNCTION store_result(p_token uuid, p_channel text, p_result text) RETURNS boolean LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  UPDATE jobs SET result = p_result
  WHERE token = p_token AND channel = p_channel AND state = 'running' AND result IS NULL;
  RETURN FOUND;
END $$;

-- The answer to a report that found no running attempt. p_posted is null when the result was stored before.
CREATE FUNCTION why_not_finished(p_token uuid, p_channel text, p_posted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_job record;
BEGIN
  SELECT state, coalesce(rejected_result, result) = p_posted AS same INTO v_job
  FROM jobs WHERE token = p_token AND channel = p_channel;
  RETURN CASE
    WHEN NOT FOUND THEN 'unknown'
    WHEN v_job.state = 'cancelled' THEN 'not-running'
    WHEN v_job.same THEN 'repeated'
    ELSE 'conflict'
  END;
END $$;

-- The final report of one attempt. p_result is null when the result was stored before.
CREATE FUNCTION finish_job(
  p_token uuid, p_channel text, p_result text, p_outcome jsonb, p_failed boolean, p_rejected text
) RETURNS text LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_job record;
BEGIN
  UPDATE jobs SET state = 'finished', result = coalesce(p_result, result), outcome = p_outcome,
    failed = p_failed, rejected_result = p_rejected, progress = NULL, finished_at = clock_timestamp(),
    args = CASE WHEN confidential THEN '{}' ELSE args END
  WHERE token = p_token AND channel = p_channel AND state = 'running'
  RETURNING id, awaited INTO v_job;
  IF NOT FOUND THEN
    RETURN why_not_finished(p_token, p_channel, coalesce(p_rejected, p_result));
  END IF;
  DELETE FROM job_leases WHERE job_id = v_job.id;
  -- A statement of its own: it sees the edges of an enqueue that committed while the UPDATE waited for its lock.
  PERFORM 1 FROM job_dependencies WHERE dependency_id = v_job.id LIMIT 1;
  IF FOUND THEN
    PERFORM release_dependents(ARRAY[v_job.id], CASE WHEN p_failed THEN ARRAY[v_job.id] END);
  END IF;
  IF v_job.awaited THEN
    PERFORM pg_notify('job_finished', v_job.id::text);
  END IF;
  RETURN 'finished';
END $$;

-- Final reports of several attempts in one transaction, with one notification. Answers in the order of the reports.
CREATE FUNCTION finish_jobs(
  p_tokens uuid[], p_channels text[], p_results text[], p_outcomes jsonb[], p_failed boolean[], p_rejected text[]
) RETURNS text[] LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  v_answers text[] := array_fill(NULL::text, ARRAY[cardinality(p_tokens)]);
  v_job record;
  v_jobs uuid[];
  v_failed uuid[];
BEGIN
  FOR v_job IN
    UPDATE jobs j SET state = 'finished', result = coalesce(r.result, j.result), outcome = r.outcome,
      failed = r.failed, rejected_result = r.rejected, progress = NULL, finished_at = clock_timestamp(),
      args = CASE WHEN j.confidential THEN '{}' ELSE j.args END
    FROM (
      SELECT n.*, (SELECT o.id FROM jobs o WHERE o.token = n.token) AS id
      FROM unnest(p_tokens, p_channels, p_results, p_outcomes, p_failed, p_rejected)
        WITH ORDINALITY AS n(token, channel, result, outcome, failed, rejected, place)
      ORDER BY id
    ) AS r
    WHERE j.id = r.id AND j.token = r.token AND j.channel = r.channel AND j.state = 'running'
    RETURNING j.id, j.failed, j.awaited, r.place
  LOOP
    v_answers[v_job.place] := 'finished';
    v_jobs := v_jobs || v_job.id;
    IF v_job.failed THEN
      v_failed := v_failed || v_job.id;
    END IF;
    IF v_job.awaited THEN
      PERFORM pg_notify('job_finished', v_job.id::text);
    END IF;
  END LOOP;
  IF v_jobs IS NOT NULL THEN
    DELETE FROM job_leases WHERE job_id = ANY (v_jobs);
    PERFORM release_dependents(v_jobs, v_failed);
  END IF;
  FOR v_place IN 1 .. cardinality(p_tokens) LOOP
    IF v_answers[v_place] IS NULL THEN
      v_answers[v_place] := why_not_finished(p_tokens[v_place], p_channels[v_place],
        coalesce(p_rejected[v_place], p_results[v_place]));
    END IF;
  END LOOP;
  RETURN v_answers;
END $$;
