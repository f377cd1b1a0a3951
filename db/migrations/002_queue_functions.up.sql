-- The queue's transactions. They are PL/pgSQL because every statement of a function takes a fresh snapshot: what a
-- concurrent transaction commits while we wait for its row lock is seen by the next statement, and nothing is lost.
-- Lock order everywhere: jobs before leases, several jobs by id.
--
-- A plan made while a table was empty lives on in the session until the next ANALYZE, and a burst of jobs does not
-- wait for that. The hot functions therefore switch off what can never be right for them: a sequential scan, and
-- where an index has the order, a sort. JIT would be triggered by the cost that switching off adds.

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

-- Takes finished jobs off their dependents: the last dependency makes a job ready; a failed one finishes those
-- dependents at once that have a failure result for it, and so on downstream.
CREATE FUNCTION release_dependents(p_jobs uuid[], p_failed boolean[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_jobs uuid[] := p_jobs;
  v_failed boolean[] := p_failed;
  v_channels text[];
  v_types text[];
  v_edge record;
  v_dependent record;
  v_at integer := 1;
BEGIN
  WHILE v_at <= cardinality(v_jobs) LOOP
    FOR v_edge IN
      SELECT d.job_id, d.failure_result FROM job_dependencies d WHERE d.dependency_id = v_jobs[v_at] ORDER BY d.job_id
    LOOP
      IF v_failed[v_at] AND v_edge.failure_result IS NOT NULL THEN
        UPDATE jobs SET state = 'finished', failed = true, result = v_edge.failure_result,
          outcome = v_edge.failure_result::jsonb, started_at = clock_timestamp(), finished_at = clock_timestamp()
        WHERE id = v_edge.job_id AND state = 'waiting'
        RETURNING id, awaited INTO v_dependent;
        IF FOUND THEN
          v_jobs := v_jobs || v_dependent.id;
          v_failed := v_failed || true;
          IF v_dependent.awaited THEN
            PERFORM pg_notify('job_finished', v_dependent.id::text);
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
    v_at := v_at + 1;
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
  p_ids uuid[], p_types text[], p_args text[], p_awaited boolean[],
  p_edge_jobs uuid[], p_edge_positions integer[], p_edge_dependencies uuid[], p_edge_failures text[],
  OUT compose_id uuid, OUT answer text
) LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
DECLARE
  v_outside uuid[];
  v_now timestamptz;
  v_edge record;
  v_doomed uuid[];
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
    FOR v_edge IN
      SELECT o.id FROM unnest(v_outside) AS o(id)
      WHERE NOT EXISTS (
        SELECT 1 FROM jobs j JOIN composes c ON c.id = j.compose_id
        WHERE j.id = o.id AND j.channel = p_channel AND j.state <> 'cancelled' AND c.deleted_at IS NULL)
    LOOP
      RAISE EXCEPTION 'no job % to depend on', v_edge.id USING ERRCODE = 'JQ001', DETAIL = v_edge.id::text;
    END LOOP;
    -- Jobs whose failure result applies already, because the dependency has failed.
    SELECT array_agg(DISTINCT e.job) INTO v_doomed
    FROM unnest(p_edge_jobs, p_edge_dependencies, p_edge_failures) AS e(job, dependency, failure)
    WHERE e.failure IS NOT NULL AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.dependency AND j.failed);
  END IF;

  v_now := clock_timestamp();
  INSERT INTO jobs (id, compose_id, channel, type, state, position, unmet, awaited, args, queued_at,
    ready_at, failed, result, outcome, started_at, finished_at)
  SELECT n.id, p_compose, p_channel, n.type,
    CASE WHEN f.failure IS NOT NULL THEN 'finished' WHEN u.unmet = 0 THEN 'ready' ELSE 'waiting' END,
    n.place - 1, u.unmet, n.awaited, n.args, v_now,
    CASE WHEN f.failure IS NULL AND u.unmet = 0 THEN v_now END,
    f.failure IS NOT NULL, f.failure, f.failure::jsonb,
    CASE WHEN f.failure IS NOT NULL THEN v_now END, CASE WHEN f.failure IS NOT NULL THEN v_now END
  FROM unnest(p_ids, p_types, p_args, p_awaited) WITH ORDINALITY AS n(id, type, args, awaited, place)
  CROSS JOIN LATERAL (
    SELECT count(*) AS unmet FROM unnest(p_edge_jobs, p_edge_dependencies) AS e(job, dependency)
    WHERE e.job = n.id AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.dependency AND j.state = 'finished')
  ) AS u
  LEFT JOIN LATERAL (
    SELECT e.failure FROM unnest(p_edge_jobs, p_edge_positions, p_edge_dependencies, p_edge_failures)
      AS e(job, position, dependency, failure)
    WHERE n.id = ANY (v_doomed) AND e.job = n.id AND e.failure IS NOT NULL
      AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.dependency AND j.failed)
    ORDER BY e.position LIMIT 1
  ) AS f ON true;
  INSERT INTO job_dependencies (job_id, position, dependency_id, failure_result)
  SELECT * FROM unnest(p_edge_jobs, p_edge_positions, p_edge_dependencies, p_edge_failures);
  IF v_doomed IS NOT NULL THEN
    PERFORM release_dependents(v_doomed, array_fill(true, ARRAY[cardinality(v_doomed)]));
  END IF;

  -- The stored ones too: whoever tried to claim one of them while we held its lock saw nothing and went to sleep.
  SELECT array_agg(channel), array_agg(type) INTO v_channels, v_types
  FROM jobs WHERE id = ANY (p_ids || v_outside) AND state = 'ready';
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
END $$;

-- Hands out up to one job per token, the oldest ready ones of the wanted types: type after type, in the order of
-- their oldest job. Only rows that are taken get locked: a claimer that locked more would hide them from another one,
-- who would go to sleep beside a ready job.
CREATE FUNCTION claim_jobs(p_channel text, p_types text[], p_tokens uuid[], p_workers uuid[])
RETURNS TABLE (
  place integer, id uuid, compose_id uuid, type text, token uuid, attempt integer, args text,
  waited_seconds double precision, has_dependencies boolean
) LANGUAGE plpgsql ROWS 10
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
DECLARE
  v_types text[] := p_types;
  v_type text;
  v_taken integer := 0;
  v_wanted integer := cardinality(p_tokens);
  v_count integer;
BEGIN
  IF cardinality(p_types) > 1 THEN
    SELECT array_agg(h.type ORDER BY h.ready_at, h.id) INTO v_types FROM (
      SELECT t.type, j.ready_at, j.id FROM unnest(p_types) AS t(type)
      CROSS JOIN LATERAL (
        SELECT r.ready_at, r.id FROM jobs r
        WHERE r.state = 'ready' AND r.channel = p_channel AND r.type = t.type
        ORDER BY r.ready_at, r.id LIMIT 1
      ) AS j
    ) AS h;
    IF v_types IS NULL THEN
      RETURN;
    END IF;
  END IF;
  FOREACH v_type IN ARRAY v_types LOOP
    RETURN QUERY
      WITH picked AS MATERIALIZED (
        SELECT j.id FROM jobs j
        WHERE j.state = 'ready' AND j.channel = p_channel AND j.type = v_type
        ORDER BY j.ready_at, j.id LIMIT v_wanted - v_taken
        FOR NO KEY UPDATE SKIP LOCKED
      ), numbered AS (
        SELECT p.id, (v_taken + row_number() OVER ())::integer AS place FROM picked p
      ), taken AS (
        UPDATE jobs j SET state = 'running', token = p_tokens[n.place], worker_id = p_workers[n.place],
          attempt = j.attempt + 1, started_at = clock_timestamp()
        FROM numbered n WHERE j.id = n.id
        RETURNING n.place, j.id, j.compose_id, j.type, j.token, j.attempt, j.args,
          extract(epoch FROM j.started_at - j.ready_at)::double precision
      ), leased AS (
        INSERT INTO job_leases (job_id, token) SELECT t.id, t.token FROM taken t
      )
      SELECT t.*, EXISTS (SELECT 1 FROM job_dependencies d WHERE d.job_id = t.id) FROM taken t;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_taken := v_taken + v_count;
    EXIT WHEN v_taken >= v_wanted;
  END LOOP;
END $$;

-- The claim's answer never arrived: the job returns to its place and the attempt does not count.
CREATE FUNCTION unclaim_job(p_token uuid) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  v_job record;
BEGIN
  UPDATE jobs SET state = 'ready', token = NULL, worker_id = NULL, started_at = NULL, progress = NULL, result = NULL,
    attempt = attempt - 1
  WHERE token = p_token AND state = 'running' RETURNING id, channel, type INTO v_job;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM job_leases WHERE job_id = v_job.id;
  PERFORM announce_ready(ARRAY[v_job.channel], ARRAY[v_job.type]);
  RETURN true;
END $$;

-- The job of a token, if any, whatever state it is in; a running attempt's lease starts anew when p_beat says so.
CREATE FUNCTION renew_lease(p_token uuid, p_channel text, p_beat boolean)
RETURNS TABLE (id uuid, type text, state text, attempt integer, running_seconds double precision)
LANGUAGE plpgsql ROWS 1
SET enable_seqscan = off SET jit = off AS $$
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
SET enable_seqscan = off SET jit = off AS $$
BEGIN
  UPDATE jobs SET progress = p_progress WHERE token = p_token AND channel = p_channel AND state = 'running';
  RETURN FOUND;
END $$;

-- Keeps the text of a result before the job is finished with it: the first one of an attempt, because two reports at
-- the same time must not mix. False: the attempt is not running, or has one.
CREATE FUNCTION store_result(p_token uuid, p_channel text, p_result text) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
  UPDATE jobs SET result = p_result
  WHERE token = p_token AND channel = p_channel AND state = 'running' AND result IS NULL;
  RETURN FOUND;
END $$;

-- The final report of one attempt, without the release of dependents. `job` is set when this call finished it.
-- p_result is null when the result was stored before.
CREATE FUNCTION end_attempt(
  p_token uuid, p_channel text, p_result text, p_outcome jsonb, p_failed boolean, p_rejected text,
  OUT answer text, OUT job uuid
) LANGUAGE plpgsql AS $$
DECLARE
  v_job record;
BEGIN
  UPDATE jobs SET state = 'finished', result = coalesce(p_result, result), outcome = p_outcome,
    failed = p_failed, rejected_result = p_rejected, progress = NULL, finished_at = clock_timestamp()
  WHERE token = p_token AND channel = p_channel AND state = 'running'
  RETURNING id, awaited INTO v_job;
  IF FOUND THEN
    DELETE FROM job_leases WHERE job_id = v_job.id;
    IF v_job.awaited THEN
      PERFORM pg_notify('job_finished', v_job.id::text);
    END IF;
    answer := 'finished';
    job := v_job.id;
    RETURN;
  END IF;
  SELECT state, coalesce(rejected_result, result) = coalesce(p_rejected, p_result) AS same INTO v_job
  FROM jobs WHERE token = p_token AND channel = p_channel;
  answer := CASE
    WHEN NOT FOUND THEN 'unknown'
    WHEN v_job.state = 'cancelled' THEN 'not-running'
    WHEN v_job.same THEN 'repeated'
    ELSE 'conflict'
  END;
END $$;

-- The final report of one attempt.
CREATE FUNCTION finish_job(
  p_token uuid, p_channel text, p_result text, p_outcome jsonb, p_failed boolean, p_rejected text
) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
DECLARE
  v_answer text;
  v_job uuid;
BEGIN
  SELECT * INTO v_answer, v_job FROM end_attempt(p_token, p_channel, p_result, p_outcome, p_failed, p_rejected);
  -- A statement of its own: it sees the edges of an enqueue that committed while the UPDATE waited for its lock.
  IF v_job IS NOT NULL THEN
    PERFORM release_dependents(ARRAY[v_job], ARRAY[p_failed]);
  END IF;
  RETURN v_answer;
END $$;

-- Final reports of several attempts in one transaction, with one notification. Answers in the order of the reports.
CREATE FUNCTION finish_jobs(
  p_tokens uuid[], p_channels text[], p_results text[], p_outcomes jsonb[], p_failed boolean[], p_rejected text[]
) RETURNS text[] LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
DECLARE
  v_places integer[] := ARRAY[1];
  v_place integer;
  v_answers text[] := array_fill(NULL::text, ARRAY[cardinality(p_tokens)]);
  v_answer text;
  v_job uuid;
  v_jobs uuid[];
  v_failed boolean[];
BEGIN
  IF cardinality(p_tokens) > 1 THEN
    SELECT array_agg(t.place ORDER BY j.id) INTO v_places
    FROM unnest(p_tokens) WITH ORDINALITY AS t(token, place) LEFT JOIN jobs j ON j.token = t.token;
  END IF;
  FOREACH v_place IN ARRAY v_places LOOP
    SELECT * INTO v_answer, v_job FROM end_attempt(p_tokens[v_place], p_channels[v_place], p_results[v_place],
      p_outcomes[v_place], p_failed[v_place], p_rejected[v_place]);
    v_answers[v_place] := v_answer;
    IF v_job IS NOT NULL THEN
      v_jobs := v_jobs || v_job;
      v_failed := v_failed || p_failed[v_place];
    END IF;
  END LOOP;
  IF v_jobs IS NOT NULL THEN
    PERFORM release_dependents(v_jobs, v_failed);
  END IF;
  RETURN v_answers;
END $$;

-- Cancels the unfinished ones of these jobs and everything downstream of those. Level by level: each statement sees
-- the dependents that were enqueued while the one before waited for a lock.
CREATE FUNCTION cancel_jobs(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  v_level uuid[] := p_ids;
  v_cancelled uuid[];
  v_job record;
BEGIN
  WHILE cardinality(v_level) > 0 LOOP
    PERFORM 1 FROM jobs WHERE id = ANY (v_level) ORDER BY id FOR NO KEY UPDATE;
    v_cancelled := '{}';
    FOR v_job IN
      UPDATE jobs SET state = 'cancelled', progress = NULL, finished_at = clock_timestamp()
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
LANGUAGE plpgsql SET enable_seqscan = off SET enable_sort = off SET jit = off AS $$
DECLARE
  v_stale timestamptz := clock_timestamp() - p_timeout;
  v_job record;
  v_failed uuid[];
  v_channels text[];
  v_types text[];
BEGIN
  FOR v_job IN
    SELECT j.id, j.type, j.channel, j.attempt, j.token, j.state, j.awaited
    FROM job_leases l JOIN jobs j ON j.id = l.job_id
    WHERE l.beat_at < v_stale ORDER BY l.beat_at LIMIT p_limit FOR NO KEY UPDATE OF j SKIP LOCKED
  LOOP
    -- Looks again, at the lease as it is now: it may belong to a newer attempt, or have been renewed.
    DELETE FROM job_leases l WHERE l.job_id = v_job.id AND l.beat_at < v_stale;
    CONTINUE WHEN NOT FOUND;
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
        token = NULL, progress = NULL, finished_at = clock_timestamp()
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
    PERFORM release_dependents(v_failed, array_fill(true, ARRAY[cardinality(v_failed)]));
  END IF;
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
  UPDATE watchdog w SET looked_at = clock_timestamp() WHERE w.looked_at < clock_timestamp() - interval '1 second';
END $$;

-- Hides a compose and cancels what is unfinished of it. False: there is none (any more).
CREATE FUNCTION delete_compose(p_compose uuid) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
  UPDATE composes SET deleted_at = clock_timestamp() WHERE id = p_compose AND deleted_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM cancel_jobs(ARRAY(SELECT id FROM jobs WHERE compose_id = p_compose));
  RETURN true;
END $$;

-- Removes the jobs of a hidden compose that nothing needs, dependents before dependencies: not those that a worker
-- still has to be told about (a lease), nor those that a job of another compose depends on. The row of the compose
-- goes with its last job. Answers the removed jobs.
CREATE FUNCTION sweep_compose(p_compose uuid) RETURNS SETOF uuid LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
  v_removed uuid[];
BEGIN
  PERFORM 1 FROM composes WHERE id = p_compose AND deleted_at IS NOT NULL FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM 1 FROM jobs WHERE compose_id = p_compose ORDER BY id FOR UPDATE;
  LOOP
    WITH gone AS (
      DELETE FROM jobs j WHERE j.compose_id = p_compose
        AND NOT EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = j.id)
        AND NOT EXISTS (SELECT 1 FROM job_dependencies d WHERE d.dependency_id = j.id)
      RETURNING j.id
    )
    SELECT array_agg(id) INTO v_removed FROM gone;
    EXIT WHEN v_removed IS NULL;
    RETURN QUERY SELECT unnest(v_removed);
  END LOOP;
  DELETE FROM composes c WHERE c.id = p_compose AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.compose_id = p_compose);
END $$;

-- The graph of a job that its tenant can see, in plan order; no row for unknown, foreign and deleted ones alike.
-- It never touches args and results, whose size therefore costs nothing.
CREATE FUNCTION read_graph(p_job uuid, p_channel text) RETURNS TABLE (
  c_id uuid, c_channel text, c_kind text, c_external_id text, c_created_at timestamptz, c_expires_at timestamptz,
  id uuid, compose_id uuid, type text, channel text, state text, attempt integer, failed boolean, outcome jsonb,
  progress jsonb, "position" integer, queued_at timestamptz, ready_at timestamptz, started_at timestamptz,
  finished_at timestamptz, depends_on uuid[]
) LANGUAGE plpgsql ROWS 5 SET enable_seqscan = off SET jit = off AS $$
BEGIN
  SELECT c.id, c.channel, c.kind, c.external_id, c.created_at, c.expires_at
  INTO c_id, c_channel, c_kind, c_external_id, c_created_at, c_expires_at
  FROM jobs anchor JOIN composes c ON c.id = anchor.compose_id
  WHERE anchor.id = p_job AND c.channel = p_channel AND c.deleted_at IS NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT c_id, c_channel, c_kind, c_external_id, c_created_at, c_expires_at, j.id, j.compose_id, j.type, j.channel, j.state, j.attempt, j.failed, j.outcome,
      j.progress, j.position, j.queued_at, j.ready_at, j.started_at, j.finished_at,
      ARRAY(SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = j.id ORDER BY d.position)
    FROM jobs j WHERE j.compose_id = c_id ORDER BY j.position;
END $$;
