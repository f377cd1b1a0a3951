-- The queue's transactions. They are PL/pgSQL because every statement of a function takes a fresh snapshot: what a
-- concurrent transaction commits while we wait for its row lock is seen by the next statement, and nothing is lost.
-- Lock order everywhere: jobs before leases, several jobs by id.
--
-- A plan made while a table was empty lives on in the session until the next ANALYZE, and a burst of jobs does not
-- wait for that. So nothing here leaves the planner a choice that can go wrong: single rows are found one by one by
-- their key instead of by joins, no condition fits an index that is not meant, and sequential and bitmap scans (and
-- where an index has the order, sorts) are switched off. JIT would start at the cost that switching off adds. Generic
-- plans, since there is nothing to plan anew for other values.

-- Tells the listeners which (channel, type) keys have ready jobs. A payload holds less than 8000 bytes, so many keys
-- become several notifications; a transaction that makes nothing ready sends none.
CREATE FUNCTION announce_ready(p_channels text[], p_types text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_payload text := '';
  v_key record;
BEGIN
  FOR v_key IN SELECT DISTINCT json_build_array(c, t)::text AS item FROM unnest(p_channels, p_types) AS k(c, t) LOOP
    IF octet_length(v_payload) + octet_length(v_key.item) > 7000 THEN
      PERFORM pg_notify('jobs_ready', '[' || v_payload || ']');
      v_payload := '';
    END IF;
    v_payload := v_payload || CASE WHEN v_payload = '' THEN '' ELSE ',' END || v_key.item;
  END LOOP;
  IF v_payload <> '' THEN
    PERFORM pg_notify('jobs_ready', '[' || v_payload || ']');
  END IF;
END $$;

-- Takes finished jobs off their dependents: the last dependency makes a job ready; a failed one (p_failed names those
-- of p_jobs) finishes those dependents at once that have a failure result for it, and so on downstream.
CREATE FUNCTION release_dependents(p_jobs uuid[], p_failed uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_level uuid[] := p_jobs;
  v_failed uuid[] := p_failed;
  v_next uuid[];
  v_channels text[];
  v_types text[];
  v_edge record;
  v_dependent record;
BEGIN
  WHILE v_level IS NOT NULL LOOP
    v_next := NULL;
    FOR v_edge IN
      SELECT d.job_id, d.dependency_id, d.failure_result FROM job_dependencies d
      WHERE d.dependency_id = ANY (v_level) ORDER BY d.job_id, d.position
    LOOP
      IF v_edge.failure_result IS NOT NULL AND v_edge.dependency_id = ANY (v_failed) THEN
        UPDATE jobs SET state = 'finished', failed = true, result = v_edge.failure_result,
          outcome = v_edge.failure_result::jsonb, args = CASE WHEN confidential THEN '{}' ELSE args END,
          started_at = clock_timestamp(), finished_at = clock_timestamp()
        WHERE id = v_edge.job_id AND state = 'waiting'
        RETURNING awaited INTO v_dependent;
        IF FOUND THEN
          v_next := v_next || v_edge.job_id;
          IF v_dependent.awaited THEN
            PERFORM pg_notify('job_finished', v_edge.job_id::text);
          END IF;
        END IF;
      ELSE
        UPDATE jobs SET unmet = unmet - 1,
          state = CASE WHEN unmet = 1 THEN 'ready' ELSE 'waiting' END,
          ready_at = CASE WHEN unmet = 1 THEN clock_timestamp() END
        WHERE id = v_edge.job_id AND state = 'waiting'
        RETURNING state, channel, type INTO v_dependent;
        IF FOUND AND v_dependent.state = 'ready' THEN
          v_channels := v_channels || v_dependent.channel;
          v_types := v_types || v_dependent.type;
        END IF;
      END IF;
    END LOOP;
    v_level := v_next;
    v_failed := v_next;
  END LOOP;
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
END $$;

-- One compose with all its jobs and edges, or nothing. Edges name jobs of the graph and stored ones alike.
-- Answers one row: the compose's id, and what became of the idempotency key (new, replay, conflict).
CREATE FUNCTION enqueue_graph(
  p_compose uuid, p_channel text, p_kind text, p_request text, p_external_id text,
  p_key text, p_fingerprint text, p_retention interval,
  p_ids uuid[], p_types text[], p_args text[], p_awaited boolean[], p_confidential boolean[],
  p_edge_jobs uuid[], p_edge_positions integer[], p_edge_dependencies uuid[], p_edge_failures text[],
  OUT compose_id uuid, OUT answer text
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_outside uuid[];
  v_usable uuid[];
  v_finished uuid[];
  v_failed uuid[];
  v_doomed uuid[];
  v_job uuid;
  v_now timestamptz;
  v_channels text[];
  v_types text[];
BEGIN
  compose_id := p_compose;
  answer := 'new';
  IF p_key IS NOT NULL THEN
    UPDATE composes SET idempotency_key = NULL, idempotency_fingerprint = NULL
    WHERE channel = p_channel AND idempotency_key = p_key AND created_at < clock_timestamp() - interval '24 hours';
  END IF;
  INSERT INTO composes (id, channel, kind, request, external_id, idempotency_key, idempotency_fingerprint, expires_at)
  VALUES (p_compose, p_channel, p_kind, p_request, p_external_id, p_key, p_fingerprint, clock_timestamp() + p_retention)
  ON CONFLICT (channel, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING;
  IF NOT FOUND THEN
    SELECT c.id, CASE WHEN c.idempotency_fingerprint = p_fingerprint THEN 'replay' ELSE 'conflict' END
    INTO compose_id, answer FROM composes c WHERE c.channel = p_channel AND c.idempotency_key = p_key;
    RETURN;
  END IF;

  -- FOR SHARE, not FOR KEY SHARE: a finish in between must wait for us, or its release would miss our edges.
  SELECT array_agg(DISTINCT d) INTO v_outside FROM unnest(p_edge_dependencies) AS e(d) WHERE d <> ALL (p_ids);
  IF v_outside IS NOT NULL THEN
    PERFORM 1 FROM jobs WHERE id = ANY (v_outside) ORDER BY id FOR SHARE;
    SELECT array_agg(u.id) FILTER (WHERE u.usable), array_agg(u.id) FILTER (WHERE u.state = 'finished'),
      array_agg(u.id) FILTER (WHERE u.failed)
    INTO v_usable, v_finished, v_failed
    FROM (
      SELECT j.id, j.state, j.failed, j.channel = p_channel AND j.state <> 'cancelled'
        AND (SELECT c.deleted_at FROM composes c WHERE c.id = j.compose_id) IS NULL AS usable
      FROM jobs j WHERE j.id = ANY (v_outside)
    ) AS u;
    FOREACH v_job IN ARRAY v_outside LOOP
      IF v_usable IS NULL OR v_job <> ALL (v_usable) THEN
        RAISE EXCEPTION 'no job % to depend on', v_job USING ERRCODE = 'JQ001', DETAIL = v_job::text;
      END IF;
    END LOOP;
  END IF;

  v_now := clock_timestamp();
  -- A job whose failure result applies already, because a stored dependency has failed, is stored as finished.
  INSERT INTO jobs (id, compose_id, channel, type, state, position, unmet, dependencies, awaited, confidential,
    args, queued_at, ready_at, failed, result, outcome, started_at, finished_at)
  SELECT n.id, p_compose, p_channel, n.type,
    CASE WHEN e.failure IS NOT NULL THEN 'finished' WHEN e.unmet = 0 THEN 'ready' ELSE 'waiting' END,
    n.place - 1, e.unmet, e.dependencies, n.awaited, n.confidential,
    CASE WHEN e.failure IS NOT NULL AND n.confidential THEN '{}' ELSE n.args END, v_now,
    CASE WHEN e.failure IS NULL AND e.unmet = 0 THEN v_now END,
    e.failure IS NOT NULL, e.failure, e.failure::jsonb,
    CASE WHEN e.failure IS NOT NULL THEN v_now END, CASE WHEN e.failure IS NOT NULL THEN v_now END
  FROM unnest(p_ids, p_types, p_args, p_awaited, p_confidential)
    WITH ORDINALITY AS n(id, type, args, awaited, confidential, place)
  CROSS JOIN LATERAL (
    SELECT count(*) AS dependencies,
      count(*) FILTER (WHERE d.dependency <> ALL (coalesce(v_finished, '{}'))) AS unmet,
      (array_agg(d.failure ORDER BY d.position)
        FILTER (WHERE d.failure IS NOT NULL AND d.dependency = ANY (v_failed)))[1] AS failure
    FROM unnest(p_edge_jobs, p_edge_positions, p_edge_dependencies, p_edge_failures)
      AS d(job, position, dependency, failure)
    WHERE d.job = n.id
  ) AS e;
  INSERT INTO job_dependencies (job_id, position, dependency_id, failure_result)
  SELECT * FROM unnest(p_edge_jobs, p_edge_positions, p_edge_dependencies, p_edge_failures);
  -- The stored ones are announced too: who tried to claim one of them while we held its lock saw nothing and went to
  -- sleep.
  SELECT array_agg(channel) FILTER (WHERE state = 'ready'), array_agg(type) FILTER (WHERE state = 'ready'),
    array_agg(id ORDER BY id) FILTER (WHERE failed AND id = ANY (p_ids))
  INTO v_channels, v_types, v_doomed
  FROM jobs WHERE id = ANY (p_ids || v_outside);
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
  IF v_doomed IS NOT NULL THEN
    PERFORM release_dependents(v_doomed, v_doomed);
  END IF;
END $$;
