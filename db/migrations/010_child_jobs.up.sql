-- Jobs that a running job asks for, its children: in its lane and its compose, cancelled when it ends. And claims of
-- makers, who work for all tenants.

-- Of a child: whom it is for, the attempt of that job which asked last, and the digest of what was asked for (the args
-- themselves may be erased). No foreign key: a child is removed with its compose.
SET LOCAL lock_timeout = '10s';
ALTER TABLE jobs
  ADD COLUMN parent_id uuid,
  ADD COLUMN parent_attempt integer,
  ADD COLUMN args_digest bytea,
  -- Of a parent: how many it asked for, so that a finish need not look.
  ADD COLUMN children integer NOT NULL DEFAULT 0;

-- The children of these jobs. They stand at their parent's place in the plan, where an index finds them.
CREATE FUNCTION children_of(p_parents uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_children uuid[] := '{}';
  v_parent uuid;
  v_job record;
BEGIN
  FOREACH v_parent IN ARRAY p_parents LOOP
    SELECT j.compose_id, j.position INTO v_job FROM jobs j WHERE j.id = v_parent;
    v_children := v_children || ARRAY(
      SELECT j.id FROM jobs j
      WHERE j.compose_id = v_job.compose_id AND j.position = v_job.position AND j.parent_id = v_parent);
  END LOOP;
  RETURN v_children;
END $$;

-- A job on behalf of a running attempt. The same digest gives the same child again, to a later attempt of the parent
-- too, unless the child failed or was cancelled before that attempt asked. The lock on the parent makes identical
-- requests wait for one another, and its end wait for us: what it then looks for, it finds.
-- Answers `child`; or `unknown`, `not-running`, `too-many` without one.
CREATE FUNCTION enqueue_child(
  p_token uuid, p_channel text, p_parent_types text[], p_id uuid, p_type text, p_role text, p_args text,
  p_digest bytea, p_confidential boolean, p_most integer,
  OUT answer text, OUT id uuid, OUT state text
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_parent record;
  v_child record;
  v_now timestamptz;
BEGIN
  SELECT j.id, j.compose_id, j.channel, j.position, j.type, j.state, j.attempt, j.children INTO v_parent
  FROM jobs j WHERE j.token = p_token FOR NO KEY UPDATE;
  IF NOT FOUND OR v_parent.channel <> p_channel OR v_parent.type <> ALL (p_parent_types)
    OR v_parent.state = 'finished' THEN
    answer := 'unknown';
    RETURN;
  END IF;
  IF v_parent.state <> 'running' THEN
    answer := 'not-running';
    RETURN;
  END IF;
  answer := 'child';

  IF v_parent.children > 0 THEN
    FOR v_child IN
      SELECT j.id, j.state, j.failed, j.parent_attempt FROM jobs j
      WHERE j.compose_id = v_parent.compose_id AND j.position = v_parent.position AND j.parent_id = v_parent.id
        AND j.args_digest = p_digest
    LOOP
      CONTINUE WHEN (v_child.failed OR v_child.state = 'cancelled') AND v_child.parent_attempt < v_parent.attempt;
      IF v_child.parent_attempt < v_parent.attempt THEN
        UPDATE jobs j SET parent_attempt = v_parent.attempt WHERE j.id = v_child.id;
      END IF;
      id := v_child.id;
      state := v_child.state;
      RETURN;
    END LOOP;
    IF v_parent.children >= p_most THEN
      answer := 'too-many';
      RETURN;
    END IF;
  END IF;

  id := p_id;
  state := 'ready';
  v_now := clock_timestamp();
  UPDATE jobs j SET children = j.children + 1 WHERE j.id = v_parent.id;
  INSERT INTO jobs (id, compose_id, channel, type, role, state, position, awaited, confidential, args, queued_at,
    ready_at, parent_id, parent_attempt, args_digest)
  VALUES (p_id, v_parent.compose_id, v_parent.channel, p_type, p_role, 'ready', v_parent.position, true,
    p_confidential, p_args, v_now, v_now, v_parent.id, v_parent.attempt, p_digest);
  PERFORM announce_ready(ARRAY[v_parent.channel], ARRAY[p_type]);
END $$;

-- Hands out up to one manifest per token, by the index jobs_to_make, which the next file builds: one channel after the other, beginning behind p_after, and of each channel the
-- job that became ready first. So a tenant with a long line keeps nobody else waiting.
CREATE FUNCTION claim_manifests(p_after text, p_tokens uuid[], p_workers uuid[])
RETURNS TABLE (
  place integer, id uuid, compose_id uuid, channel text, type text, token uuid, attempt integer, args text,
  waited_seconds double precision, has_dependencies boolean
) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_sort = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  v_after text := p_after;
  v_job uuid;
BEGIN
  FOR v_place IN 1 .. cardinality(p_tokens) LOOP
    SELECT j.id INTO v_job FROM jobs j
    WHERE j.type = 'manifest-id-only' AND j.ready_at IS NOT NULL AND j.started_at IS NULL AND j.channel > v_after
    ORDER BY j.channel, j.ready_at, j.id LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      SELECT j.id INTO v_job FROM jobs j
      WHERE j.type = 'manifest-id-only' AND j.ready_at IS NOT NULL AND j.started_at IS NULL
      ORDER BY j.channel, j.ready_at, j.id LIMIT 1
      FOR NO KEY UPDATE SKIP LOCKED;
      EXIT WHEN NOT FOUND;
    END IF;
    UPDATE jobs j SET state = 'running', token = p_tokens[v_place], worker_id = p_workers[v_place],
      attempt = j.attempt + 1, started_at = clock_timestamp()
    WHERE j.id = v_job
    RETURNING v_place, j.id, j.compose_id, j.channel, j.type, j.token, j.attempt, j.args,
      extract(epoch FROM j.started_at - j.ready_at), j.dependencies > 0
    INTO place, id, compose_id, channel, type, token, attempt, args, waited_seconds, has_dependencies;
    INSERT INTO job_leases (job_id, token) VALUES (claim_manifests.id, claim_manifests.token);
    v_after := channel;
    RETURN NEXT;
  END LOOP;
END $$;

-- The lane of a token's job: makers have none of their own.
CREATE FUNCTION lane_of_token(p_token uuid, OUT channel text, OUT type text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  SELECT j.channel, j.type INTO channel, type FROM jobs j WHERE j.token = p_token;
END $$;

-- As before, and the children of what is cancelled are cancelled, too.
CREATE OR REPLACE FUNCTION cancel_jobs(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_level uuid[] := p_ids;
  v_cancelled uuid[];
  v_parents uuid[];
  v_job record;
BEGIN
  WHILE cardinality(v_level) > 0 LOOP
    PERFORM 1 FROM jobs WHERE id = ANY (v_level) ORDER BY id FOR NO KEY UPDATE;
    v_cancelled := '{}';
    v_parents := '{}';
    FOR v_job IN
      UPDATE jobs SET state = 'cancelled', progress = NULL, finished_at = clock_timestamp(),
        unmet = 0, ready_at = CASE WHEN started_at IS NOT NULL THEN ready_at END,
        args = CASE WHEN confidential THEN '{}' ELSE args END
      WHERE id = ANY (v_level) AND state IN ('waiting', 'ready', 'running')
      RETURNING id, awaited, children
    LOOP
      v_cancelled := v_cancelled || v_job.id;
      IF v_job.children > 0 THEN
        v_parents := v_parents || v_job.id;
      END IF;
      IF v_job.awaited THEN
        PERFORM pg_notify('job_finished', v_job.id::text);
      END IF;
      RETURN NEXT v_job.id;
    END LOOP;
    SELECT coalesce(array_agg(DISTINCT job_id), '{}') INTO v_level
    FROM job_dependencies WHERE dependency_id = ANY (v_cancelled);
    IF cardinality(v_parents) > 0 THEN
      v_level := v_level || children_of(v_parents);
    END IF;
  END LOOP;
END $$;

-- As before, and what the job's children have not done by then is cancelled.
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
  RETURNING id, awaited, children INTO v_job;
  IF NOT FOUND THEN
    RETURN why_not_finished(p_token, p_channel, coalesce(p_rejected, p_result));
  END IF;
  DELETE FROM job_leases WHERE job_id = v_job.id;
  -- A statement of its own: it sees the edges of an enqueue that committed while the UPDATE waited for its lock.
  PERFORM 1 FROM job_dependencies WHERE dependency_id = v_job.id LIMIT 1;
  IF FOUND THEN
    PERFORM release_dependents(ARRAY[v_job.id], CASE WHEN p_failed THEN ARRAY[v_job.id] END);
  END IF;
  IF v_job.children > 0 THEN
    PERFORM cancel_jobs(children_of(ARRAY[v_job.id]));
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
  v_parents uuid[];
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
    RETURNING j.id, j.failed, j.awaited, j.children, r.place
  LOOP
    v_answers[v_job.place] := 'finished';
    v_jobs := v_jobs || v_job.id;
    IF v_job.failed THEN
      v_failed := v_failed || v_job.id;
    END IF;
    IF v_job.children > 0 THEN
      v_parents := v_parents || v_job.id;
    END IF;
    IF v_job.awaited THEN
      PERFORM pg_notify('job_finished', v_job.id::text);
    END IF;
  END LOOP;
  IF v_jobs IS NOT NULL THEN
    DELETE FROM job_leases WHERE job_id = ANY (v_jobs);
    PERFORM release_dependents(v_jobs, v_failed);
  END IF;
  IF v_parents IS NOT NULL THEN
    PERFORM cancel_jobs(children_of(v_parents));
  END IF;
  FOR v_place IN 1 .. cardinality(p_tokens) LOOP
    IF v_answers[v_place] IS NULL THEN
      v_answers[v_place] := why_not_finished(p_tokens[v_place], p_channels[v_place],
        coalesce(p_rejected[v_place], p_results[v_place]));
    END IF;
  END LOOP;
  RETURN v_answers;
END $$;

-- As before, and children of what fails for good are cancelled; those of what is requeued go on.
CREATE OR REPLACE FUNCTION reap_leases(
  p_timeout interval, p_max_requeues integer, p_failure text, p_limit integer
)
RETURNS TABLE (fate text, id uuid, type text, channel text, attempt integer, token uuid)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_stale timestamptz := clock_timestamp() - p_timeout;
  v_ended integer := 0;
  v_lease uuid;
  v_job record;
  v_failed uuid[];
  v_parents uuid[];
  v_channels text[];
  v_types text[];
BEGIN
  FOR v_lease IN SELECT l.job_id FROM job_leases l WHERE l.beat_at < v_stale ORDER BY l.beat_at LOOP
    EXIT WHEN v_ended >= p_limit;
    SELECT j.id, j.type, j.channel, j.attempt, j.token, j.state, j.awaited, j.children INTO v_job
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
      IF v_job.children > 0 THEN
        v_parents := v_parents || v_job.id;
      END IF;
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
  IF v_parents IS NOT NULL THEN
    PERFORM cancel_jobs(children_of(v_parents));
  END IF;
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
  UPDATE watchdog w SET looked_at = clock_timestamp() WHERE w.looked_at < clock_timestamp() - interval '1 second';
END $$;

-- That of 009, which comes in the same release, with the jobs' parents; children stand behind them.
DROP FUNCTION read_compose;
CREATE FUNCTION read_compose(p_job uuid, p_channel text) RETURNS TABLE (
  c_id uuid, c_channel text, c_kind text, c_external_id text, c_created_at timestamptz, c_expires_at timestamptz,
  id uuid, compose_id uuid, type text, role text, channel text, state text, attempt integer, failed boolean,
  outcome jsonb, progress jsonb, "position" integer, parent_id uuid, queued_at timestamptz, ready_at timestamptz,
  started_at timestamptz, finished_at timestamptz, depends_on uuid[]
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
      j.failed, j.outcome, j.progress, j.position, j.parent_id, j.queued_at, j.ready_at, j.started_at, j.finished_at,
      ARRAY(SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = j.id ORDER BY d.position)
    FROM jobs j WHERE j.compose_id = v_compose.id ORDER BY j.position, j.id;
END $$;
