DROP FUNCTION lane_of_token, claim_manifests, enqueue_child, children_of, read_compose;

ALTER TABLE jobs
  DROP COLUMN parent_id, DROP COLUMN parent_attempt, DROP COLUMN args_digest, DROP COLUMN children;

CREATE OR REPLACE FUNCTION cancel_jobs(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_level uuid[] := p_ids;
  v_cancelled uuid[];
  v_job record;
BEGIN
  WHILE cardinality(v_level) > 0 LOOP
    PERFORM 1 FROM jobs WHERE id = ANY (v_level) ORDER BY id FOR NO KEY UPDATE;
    v_cancelled := '{}';
    FOR v_job IN
      UPDATE jobs SET state = 'cancelled', progress = NULL, finished_at = clock_timestamp(),
        unmet = 0, ready_at = CASE WHEN started_at IS NOT NULL THEN ready_at END,
        args = CASE WHEN confidential THEN '{}' ELSE args END
      WHERE id = ANY (v_level) AND state IN ('waiting', 'ready', 'running')
      RETURNING id, awaited
    LOOP
      v_cancelled := v_cancelled || v_job.id;
      IF v_job.awaited THEN
        PERFORM pg_notify('job_finished', v_job.id::text);
      END IF;
      RETURN NEXT v_job.id;
    END LOOP;
    SELECT coalesce(array_agg(DISTINCT job_id), '{}') INTO v_level
    FROM job_dependencies WHERE dependency_id = ANY (v_cancelled);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION finish_job(
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

CREATE OR REPLACE FUNCTION finish_jobs(
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

CREATE OR REPLACE FUNCTION reap_leases(p_timeout interval, p_max_requeues integer, p_failure text, p_limit integer)
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

CREATE FUNCTION read_compose(p_job uuid, p_channel text) RETURNS TABLE (
  c_id uuid, c_channel text, c_kind text, c_external_id text, c_created_at timestamptz, c_expires_at timestamptz,
  id uuid, compose_id uuid, type text, role text, channel text, state text, attempt integer, failed boolean,
  outcome jsonb, progress jsonb, "position" integer, queued_at timestamptz, ready_at timestamptz, started_at timestamptz,
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
      v_compose.expires_at, j.id, j.compose_id, j.type, role_of(j.role, j.type), j.channel, j.state, j.attempt,
      j.failed, j.outcome, j.progress, j.position, j.queued_at, j.ready_at, j.started_at, j.finished_at,
      ARRAY(SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = j.id ORDER BY d.position)
    FROM jobs j WHERE j.compose_id = v_compose.id ORDER BY j.position;
END $$;
