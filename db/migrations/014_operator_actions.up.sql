-- The actions of operators. Each is one transaction with its audit row, and done again it changes nothing more.

-- Those of the types that are not paused for the channel, in their order. The usual case is that nothing is.
CREATE FUNCTION open_types(p_channel text, p_types text[]) RETURNS text[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
BEGIN
  PERFORM 1 FROM lane_pauses LIMIT 1;
  IF NOT FOUND THEN
    RETURN p_types;
  END IF;
  RETURN ARRAY(
    SELECT t.type FROM unnest(p_types) WITH ORDINALITY AS t(type, place)
    WHERE NOT EXISTS (
      SELECT 1 FROM lane_pauses p
      WHERE (p.channel IS NULL OR p.channel = p_channel)
        AND (p.type IS NULL OR p.type = t.type OR p.type = split_part(t.type, ':', 1)))
    ORDER BY t.place);
END $$;

-- claim_manifests without the paused channels: it goes from channel to channel, whatever the paused ones have in line.
CREATE FUNCTION claim_open_manifests(p_after text, p_tokens uuid[], p_workers uuid[])
RETURNS TABLE (
  place integer, id uuid, compose_id uuid, channel text, type text, token uuid, attempt integer, args text,
  waited_seconds double precision, has_dependencies boolean
) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_sort = off SET jit = off AS $$
DECLARE
  v_key record;
  v_after text := p_after;
  v_left integer := cardinality(p_tokens);
BEGIN
  PERFORM 1 FROM lane_pauses LIMIT 1;
  IF NOT FOUND THEN
    RETURN QUERY SELECT * FROM claim_manifests(p_after, p_tokens, p_workers);
    RETURN;
  END IF;
  -- One manifest of each open channel; who wants more asks again.
  FOR v_key IN
    SELECT k.channel FROM ready_keys() AS k
    WHERE k.type = 'manifest-id-only' AND cardinality(open_types(k.channel, ARRAY[k.type])) > 0
    ORDER BY k.channel <= v_after, k.channel
  LOOP
    EXIT WHEN v_left = 0;
    FOR place, id, compose_id, type, token, attempt, args, waited_seconds, has_dependencies IN
      SELECT cardinality(p_tokens) - v_left + c.place, c.id, c.compose_id, c.type, c.token, c.attempt, c.args,
        c.waited_seconds, c.has_dependencies
      FROM claim_jobs(v_key.channel, ARRAY['manifest-id-only'],
        p_tokens[cardinality(p_tokens) - v_left + 1:cardinality(p_tokens) - v_left + 1],
        p_workers[cardinality(p_tokens) - v_left + 1:cardinality(p_tokens) - v_left + 1]) AS c
    LOOP
      channel := v_key.channel;
      v_left := v_left - 1;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;

-- What an operator took away: the job of a token that is none any more.
CREATE FUNCTION revoked_token(p_token uuid, p_channel text)
RETURNS TABLE (id uuid, type text, attempt integer) LANGUAGE sql STABLE AS $$
  SELECT r.job_id, r.type, r.attempt FROM revoked_tokens r WHERE r.token = p_token AND r.channel = p_channel
$$;

-- Cancels what is unfinished of a compose. Answers how many jobs that were; null: there is no such compose.
CREATE FUNCTION operator_cancel(p_compose uuid, p_actor text, p_reason text) RETURNS integer LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_cancelled integer;
BEGIN
  PERFORM 1 FROM composes WHERE id = p_compose AND deleted_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT count(*) INTO v_cancelled FROM cancel_jobs(ARRAY(SELECT id FROM jobs WHERE compose_id = p_compose));
  INSERT INTO audit_log (actor, action, subject, subject_id, compose_id, reason, answer, details)
  VALUES (p_actor, 'cancel', 'compose', p_compose::text, p_compose, p_reason,
    CASE WHEN v_cancelled = 0 THEN 'nothing-to-do' ELSE 'done' END, jsonb_build_object('jobs', v_cancelled));
  RETURN v_cancelled;
END $$;

-- Takes a running job away from its worker: it goes back to the front of its line, and the attempt does not count.
CREATE FUNCTION operator_requeue(p_job uuid, p_actor text, p_reason text) RETURNS text LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_job record;
  v_answer text := 'done';
BEGIN
  SELECT j.id, j.compose_id, j.channel, j.type, j.state, j.token, j.attempt INTO v_job
  FROM jobs j WHERE j.id = p_job FOR NO KEY UPDATE;
  IF NOT FOUND OR EXISTS (SELECT 1 FROM composes c WHERE c.id = v_job.compose_id AND c.deleted_at IS NOT NULL) THEN
    RETURN 'unknown';
  END IF;
  IF v_job.state <> 'running' THEN
    v_answer := 'not-running';
  ELSE
    INSERT INTO revoked_tokens (token, job_id, channel, type, attempt)
    VALUES (v_job.token, v_job.id, v_job.channel, v_job.type, v_job.attempt);
    PERFORM set_config('composer.attempt_ending', 'requeued', true);
    UPDATE jobs SET state = 'ready', token = NULL, worker_id = NULL, started_at = NULL, progress = NULL,
      result = NULL, attempt = attempt - 1
    WHERE id = p_job;
    PERFORM set_config('composer.attempt_ending', '', true);
    DELETE FROM job_leases WHERE job_id = p_job;
    PERFORM announce_ready(ARRAY[v_job.channel], ARRAY[v_job.type]);
  END IF;
  INSERT INTO audit_log (actor, action, subject, subject_id, compose_id, reason, answer)
  VALUES (p_actor, 'requeue', 'job', p_job::text, v_job.compose_id, p_reason, v_answer);
  RETURN v_answer;
END $$;

-- Gives the failed and cancelled jobs of a compose another try, with a fresh count of attempts, and everything
-- downstream that their end had ended or that has not begun, in other composes only the latter; what succeeded is not
-- done again. The children of such a job stay as they are: its next attempt asks for them anew. A koji build that was
-- closed by its last job is reserved anew as well.
-- Answers: done | nothing-to-do | erased (args of a job held secrets and are gone) | unknown; and the jobs meant.
CREATE FUNCTION operator_retry(p_compose uuid, p_actor text, p_reason text, OUT answer text, OUT job_ids uuid[])
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_level uuid[];
  v_erased uuid[];
  v_now timestamptz;
  v_channels text[];
  v_types text[];
BEGIN
  job_ids := '{}';
  PERFORM 1 FROM composes WHERE id = p_compose AND deleted_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    answer := 'unknown';
    RETURN;
  END IF;
  PERFORM 1 FROM jobs WHERE compose_id = p_compose ORDER BY id FOR NO KEY UPDATE;
  v_level := ARRAY(
    SELECT j.id FROM jobs j
    WHERE j.compose_id = p_compose AND j.parent_id IS NULL AND (j.failed OR j.state = 'cancelled'));
  IF cardinality(v_level) > 0 THEN
    v_level := v_level || ARRAY(
      SELECT j.id FROM jobs j
      WHERE j.compose_id = p_compose AND role_of(j.role, j.type) = 'init' AND j.state = 'finished' AND NOT j.failed
        AND EXISTS (SELECT 1 FROM jobs f
          WHERE f.compose_id = p_compose AND role_of(f.role, f.type) = 'finalize' AND f.state = 'finished'));
  END IF;
  WHILE cardinality(v_level) > 0 LOOP
    job_ids := job_ids || v_level;
    v_level := ARRAY(
      SELECT DISTINCT j.id FROM job_dependencies d JOIN jobs j ON j.id = d.job_id
      WHERE d.dependency_id = ANY (v_level) AND j.id <> ALL (job_ids) AND (
        j.state IN ('waiting', 'ready')
        OR (j.compose_id = p_compose AND (j.failed OR j.state = 'cancelled'
          OR (role_of(j.role, j.type) = 'finalize' AND j.state = 'finished')))));
    PERFORM 1 FROM jobs WHERE id = ANY (v_level) ORDER BY id FOR NO KEY UPDATE;
    -- A job of another compose may have begun before its lock was ours.
    v_level := ARRAY(SELECT j.id FROM jobs j WHERE j.id = ANY (v_level) AND (j.state <> 'running' AND
      (j.state IN ('waiting', 'ready') OR j.compose_id = p_compose)));
  END LOOP;
  v_erased := ARRAY(
    SELECT j.id FROM jobs j
    WHERE j.id = ANY (job_ids) AND j.confidential AND j.state IN ('finished', 'cancelled'));
  answer := CASE WHEN cardinality(job_ids) = 0 THEN 'nothing-to-do'
    WHEN cardinality(v_erased) > 0 THEN 'erased' ELSE 'done' END;
  IF answer = 'done' THEN
    -- A worker that still holds a cancelled attempt is told so after its token is gone.
    INSERT INTO revoked_tokens (token, job_id, channel, type, attempt)
    SELECT j.token, j.id, j.channel, j.type, j.attempt FROM jobs j JOIN job_leases l ON l.job_id = j.id
    WHERE j.id = ANY (job_ids) AND j.token IS NOT NULL;
    DELETE FROM job_leases WHERE job_id = ANY (job_ids);
    v_now := clock_timestamp();
    UPDATE jobs j SET
      state = CASE WHEN n.unmet = 0 THEN 'ready' ELSE 'waiting' END, unmet = n.unmet,
      ready_at = CASE WHEN n.unmet = 0 THEN v_now END,
      attempt = 0, failed = false, token = NULL, worker_id = NULL, progress = NULL,
      result = NULL, rejected_result = NULL, outcome = NULL, started_at = NULL, finished_at = NULL
    FROM (
      SELECT r.id, (
        SELECT count(*) FROM job_dependencies d JOIN jobs o ON o.id = d.dependency_id
        WHERE d.job_id = r.id AND (o.id = ANY (job_ids) OR o.state <> 'finished')) AS unmet
      FROM unnest(job_ids) AS r(id)
    ) AS n
    WHERE j.id = n.id;
    SELECT array_agg(j.channel), array_agg(j.type) INTO v_channels, v_types
    FROM jobs j WHERE j.id = ANY (job_ids) AND j.state = 'ready';
    IF v_types IS NOT NULL THEN
      PERFORM announce_ready(v_channels, v_types);
    END IF;
  ELSIF answer = 'erased' THEN
    job_ids := v_erased;
  END IF;
  INSERT INTO audit_log (actor, action, subject, subject_id, compose_id, reason, answer, details)
  VALUES (p_actor, 'retry', 'compose', p_compose::text, p_compose, p_reason, answer,
    jsonb_build_object('jobs', to_jsonb(job_ids)));
END $$;

-- Names a lane in the audit log: `tenant type`, with * for all.
CREATE FUNCTION lane_name(p_channel text, p_type text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce('channel ' || quote_literal(p_channel), '*') || ' ' || coalesce(p_type, '*')
$$;

-- Nothing new is handed out from the lane; false: it was paused already, and the first reason stays.
CREATE FUNCTION operator_pause(p_channel text, p_type text, p_actor text, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_done boolean;
BEGIN
  INSERT INTO lane_pauses (channel, type, paused_by, reason) VALUES (p_channel, p_type, p_actor, p_reason)
  ON CONFLICT DO NOTHING;
  v_done := FOUND;
  INSERT INTO audit_log (actor, action, subject, subject_id, reason, answer)
  VALUES (p_actor, 'pause', 'lane', lane_name(p_channel, p_type), p_reason,
    CASE WHEN v_done THEN 'done' ELSE 'nothing-to-do' END);
  RETURN v_done;
END $$;

-- Hands out from the lane again, unless another pause covers it; false: it was not paused.
CREATE FUNCTION operator_resume(p_channel text, p_type text, p_actor text, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_done boolean;
BEGIN
  DELETE FROM lane_pauses WHERE channel IS NOT DISTINCT FROM p_channel AND type IS NOT DISTINCT FROM p_type;
  v_done := FOUND;
  IF v_done THEN
    PERFORM announce_ready(array_agg(k.channel), array_agg(k.type)) FROM ready_keys() AS k
    WHERE (p_channel IS NULL OR k.channel = p_channel)
      AND (p_type IS NULL OR k.type = p_type OR split_part(k.type, ':', 1) = p_type)
    HAVING count(*) > 0;
  END IF;
  INSERT INTO audit_log (actor, action, subject, subject_id, reason, answer)
  VALUES (p_actor, 'resume', 'lane', lane_name(p_channel, p_type), p_reason,
    CASE WHEN v_done THEN 'done' ELSE 'nothing-to-do' END);
  RETURN v_done;
END $$;

-- Forgets a worker: its next status call is refused, and it registers again. Its running job goes on.
CREATE FUNCTION operator_expire_worker(p_worker uuid, p_actor text, p_reason text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_done boolean;
BEGIN
  DELETE FROM workers WHERE id = p_worker;
  v_done := FOUND;
  INSERT INTO audit_log (actor, action, subject, subject_id, reason, answer)
  VALUES (p_actor, 'expire', 'worker', p_worker::text, p_reason, CASE WHEN v_done THEN 'done' ELSE 'nothing-to-do' END);
  RETURN v_done;
END $$;
