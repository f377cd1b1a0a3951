CREATE OR REPLACE FUNCTION operator_retry(p_compose uuid, p_actor text, p_reason text, OUT answer text, OUT job_ids uuid[])
 RETURNS record
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET jit TO 'off'
AS $$
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

CREATE OR REPLACE FUNCTION operator_requeue(p_job uuid, p_actor text, p_reason text)
 RETURNS text
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET jit TO 'off'
AS $$
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

CREATE OR REPLACE FUNCTION record_attempt()
 RETURNS trigger
 LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO job_attempts (job_id, attempt, worker_id, started_at, ended_at, ending, error)
  VALUES (OLD.id, OLD.attempt, OLD.worker_id, OLD.started_at, coalesce(OLD.finished_at, clock_timestamp()),
    CASE WHEN OLD.state <> 'running' THEN 'retried'
      -- Set by the functions of operators for their transaction.
      WHEN current_setting('composer.attempt_ending', true) = 'requeued' THEN 'requeued'
      WHEN NEW.attempt < OLD.attempt THEN 'returned'
      ELSE 'lost' END,
    OLD.outcome -> 'job_error');
  RETURN NULL;
END $$;
