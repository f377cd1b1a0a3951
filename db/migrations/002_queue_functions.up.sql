-- The queue's transactions. They are PL/pgSQL because every statement of a function takes a fresh snapshot: what a
-- concurrent transaction commits while we wait for its row lock is seen by the next statement, and nothing is lost.
-- Lock order everywhere: jobs before leases, several jobs by id.
--
-- A plan made while a table was empty lives on in the session until the next ANALYZE, and a burst of jobs does not
-- wait for that. So nothing here leaves the planner a choice that can go wrong: single rows are found one by one by
-- their key instead of by joins, no condition fits an index that is not meant, and sequential and bitmap scans (and
-- where an index has the order, sorts) are switched off. JIT would start at the cost that switching off adds.

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
          outcome = v_edge.failure_result::jsonb, started_at = clock_timestamp(), finished_at = clock_timestamp()
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
  p_ids uuid[], p_types text[], p_args text[], p_awaited boolean[],
  p_edge_jobs uuid[], p_edge_positions integer[], p_edge_dependencies uuid[], p_edge_failures text[],
  OUT compose_id uuid, OUT answer text
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
  INSERT INTO jobs (id, compose_id, channel, type, state, position, unmet, dependencies, awaited, args, queued_at,
    ready_at, failed, result, outcome, started_at, finished_at)
  SELECT n.id, p_compose, p_channel, n.type,
    CASE WHEN e.failure IS NOT NULL THEN 'finished' WHEN e.unmet = 0 THEN 'ready' ELSE 'waiting' END,
    n.place - 1, e.unmet, e.dependencies, n.awaited, n.args, v_now,
    CASE WHEN e.failure IS NULL AND e.unmet = 0 THEN v_now END,
    e.failure IS NOT NULL, e.failure, e.failure::jsonb,
    CASE WHEN e.failure IS NOT NULL THEN v_now END, CASE WHEN e.failure IS NOT NULL THEN v_now END
  FROM unnest(p_ids, p_types, p_args, p_awaited) WITH ORDINALITY AS n(id, type, args, awaited, place)
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

-- Hands out up to one job per token, the oldest ready ones of the wanted types: type after type, in the order of
-- their oldest job. Only rows that are taken get locked: a claimer that locked more would hide them from another one,
-- who would go to sleep beside a ready job.
CREATE FUNCTION claim_jobs(p_channel text, p_types text[], p_tokens uuid[], p_workers uuid[])
RETURNS TABLE (
  place integer, id uuid, compose_id uuid, type text, token uuid, attempt integer, args text,
  waited_seconds double precision, has_dependencies boolean
) LANGUAGE plpgsql ROWS 10
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
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
        WHERE r.ready_at IS NOT NULL AND r.started_at IS NULL AND r.channel = p_channel AND r.type = t.type
        ORDER BY r.ready_at, r.id LIMIT 1
      ) AS j
    ) AS h;
    IF v_types IS NULL THEN
      RETURN;
    END IF;
  END IF;
  IF v_wanted = 1 THEN
    -- The same for a single job, for half the price.
    FOREACH v_type IN ARRAY v_types LOOP
      UPDATE jobs j SET state = 'running', token = p_tokens[1], worker_id = p_workers[1],
        attempt = j.attempt + 1, started_at = clock_timestamp()
      WHERE j.id = (
        SELECT r.id FROM jobs r
        WHERE r.ready_at IS NOT NULL AND r.started_at IS NULL AND r.channel = p_channel AND r.type = v_type
        ORDER BY r.ready_at, r.id LIMIT 1
        FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING 1, j.id, j.compose_id, j.type, j.token, j.attempt, j.args,
        extract(epoch FROM j.started_at - j.ready_at), j.dependencies > 0
      INTO place, id, compose_id, type, token, attempt, args, waited_seconds, has_dependencies;
      IF FOUND THEN
        INSERT INTO job_leases (job_id, token) VALUES (claim_jobs.id, claim_jobs.token);
        RETURN NEXT;
        RETURN;
      END IF;
    END LOOP;
    RETURN;
  END IF;
  FOREACH v_type IN ARRAY v_types LOOP
    RETURN QUERY
      WITH picked AS MATERIALIZED (
        SELECT j.id FROM jobs j
        WHERE j.ready_at IS NOT NULL AND j.started_at IS NULL AND j.channel = p_channel AND j.type = v_type
        ORDER BY j.ready_at, j.id LIMIT v_wanted - v_taken
        FOR NO KEY UPDATE SKIP LOCKED
      ), numbered AS (
        SELECT p.id, (v_taken + row_number() OVER ())::integer AS place FROM picked p
      ), taken AS (
        UPDATE jobs j SET state = 'running', token = p_tokens[n.place], worker_id = p_workers[n.place],
          attempt = j.attempt + 1, started_at = clock_timestamp()
        FROM numbered n WHERE j.id = n.id
        RETURNING n.place, j.id, j.compose_id, j.type, j.token, j.attempt, j.args,
          extract(epoch FROM j.started_at - j.ready_at)::double precision, j.dependencies > 0
      ), leased AS (
        INSERT INTO job_leases (job_id, token) SELECT t.id, t.token FROM taken t
      )
      SELECT * FROM taken;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    v_taken := v_taken + v_count;
    EXIT WHEN v_taken >= v_wanted;
  END LOOP;
END $$;

-- The keys that have a ready job: hops from key to key on the index of ready jobs, whatever the backlog.
CREATE FUNCTION ready_keys() RETURNS TABLE (channel text, type text) LANGUAGE plpgsql ROWS 100
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
BEGIN
  SELECT j.channel, j.type INTO channel, type FROM jobs j
  WHERE j.ready_at IS NOT NULL AND j.started_at IS NULL ORDER BY j.channel, j.type, j.ready_at, j.id LIMIT 1;
  WHILE FOUND LOOP
    RETURN NEXT;
    SELECT j.channel, j.type INTO channel, type FROM jobs j
    WHERE j.ready_at IS NOT NULL AND j.started_at IS NULL AND (j.channel, j.type) > (ready_keys.channel, ready_keys.type)
    ORDER BY j.channel, j.type, j.ready_at, j.id LIMIT 1;
  END LOOP;
END $$;

-- Results of the dependencies of these jobs, in enqueue order: what the jobs get as dynamic args. Of those of p_long
-- bytes and more only the length.
CREATE FUNCTION dependency_results(p_jobs uuid[], p_long integer)
RETURNS TABLE (job_id uuid, dependency_id uuid, bytes integer, result text) LANGUAGE plpgsql ROWS 10
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  FOREACH job_id IN ARRAY p_jobs LOOP
    FOR dependency_id IN
      SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = dependency_results.job_id ORDER BY d.position
    LOOP
      SELECT octet_length(j.result), CASE WHEN octet_length(j.result) < p_long THEN j.result END INTO bytes, result
      FROM jobs j WHERE j.id = dependency_results.dependency_id;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;

-- The claim's answer never arrived: the job returns to its place and the attempt does not count.
CREATE FUNCTION unclaim_job(p_token uuid) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  UPDATE jobs SET progress = p_progress WHERE token = p_token AND channel = p_channel AND state = 'running';
  RETURN FOUND;
END $$;

-- Keeps the text of a result before the job is finished with it: the first one of an attempt, because two reports at
-- the same time must not mix. False: the attempt is not running, or has one.
CREATE FUNCTION store_result(p_token uuid, p_channel text, p_result text) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_job record;
BEGIN
  UPDATE jobs SET state = 'finished', result = coalesce(p_result, result), outcome = p_outcome,
    failed = p_failed, rejected_result = p_rejected, progress = NULL, finished_at = clock_timestamp()
  WHERE token = p_token AND channel = p_channel AND state = 'running'
  RETURNING id, awaited INTO v_job;
  IF NOT FOUND THEN
    RETURN why_not_finished(p_token, p_channel, coalesce(p_rejected, p_result));
  END IF;
  DELETE FROM job_leases WHERE job_id = v_job.id;
  -- A statement of its own: it sees the edges of an enqueue that committed while the UPDATE waited for its lock.
  PERFORM release_dependents(ARRAY[v_job.id], CASE WHEN p_failed THEN ARRAY[v_job.id] END);
  IF v_job.awaited THEN
    PERFORM pg_notify('job_finished', v_job.id::text);
  END IF;
  RETURN 'finished';
END $$;

-- Final reports of several attempts in one transaction, with one notification. Answers in the order of the reports.
CREATE FUNCTION finish_jobs(
  p_tokens uuid[], p_channels text[], p_results text[], p_outcomes jsonb[], p_failed boolean[], p_rejected text[]
) RETURNS text[] LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  v_answers text[] := array_fill(NULL::text, ARRAY[cardinality(p_tokens)]);
  v_job record;
  v_jobs uuid[];
  v_failed uuid[];
BEGIN
  FOR v_job IN
    UPDATE jobs j SET state = 'finished', result = coalesce(r.result, j.result), outcome = r.outcome,
      failed = r.failed, rejected_result = r.rejected, progress = NULL, finished_at = clock_timestamp()
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

-- Cancels the unfinished ones of these jobs and everything downstream of those. Level by level: each statement sees
-- the dependents that were enqueued while the one before waited for a lock.
CREATE FUNCTION cancel_jobs(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
        unmet = 0, ready_at = CASE WHEN started_at IS NOT NULL THEN ready_at END
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

-- The compose of a job, if its tenant can see it. Found by its key and then looked at: with the channel as a
-- condition, an index that begins with it would be a candidate.
CREATE FUNCTION visible_compose(
  p_job uuid, p_channel text,
  OUT id uuid, OUT channel text, OUT kind text, OUT external_id text, OUT created_at timestamptz,
  OUT expires_at timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
  v_compose record;
BEGIN
  SELECT c.id, c.channel, c.kind, c.external_id, c.created_at, c.expires_at, c.deleted_at INTO v_compose
  FROM composes c WHERE c.id = (SELECT j.compose_id FROM jobs j WHERE j.id = p_job);
  IF v_compose.channel = p_channel AND v_compose.deleted_at IS NULL THEN
    id := v_compose.id;
    channel := v_compose.channel;
    kind := v_compose.kind;
    external_id := v_compose.external_id;
    created_at := v_compose.created_at;
    expires_at := v_compose.expires_at;
  END IF;
END $$;

-- Cancels the graph of a job and everything downstream; answers the cancelled jobs, null when there is no such graph.
CREATE FUNCTION cancel_graph(p_job uuid, p_channel text) RETURNS uuid[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_compose record;
BEGIN
  SELECT * INTO v_compose FROM visible_compose(p_job, p_channel);
  IF v_compose.id IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN ARRAY(SELECT cancel_jobs(ARRAY(SELECT id FROM jobs WHERE compose_id = v_compose.id)));
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
LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
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
    PERFORM release_dependents(v_failed, v_failed);
  END IF;
  IF v_types IS NOT NULL THEN
    PERFORM announce_ready(v_channels, v_types);
  END IF;
  UPDATE watchdog w SET looked_at = clock_timestamp() WHERE w.looked_at < clock_timestamp() - interval '1 second';
END $$;

-- Hides a compose and cancels what is unfinished of it. False: there is none (any more).
CREATE FUNCTION delete_compose(p_compose uuid) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_deleted timestamptz;
BEGIN
  SELECT deleted_at INTO v_deleted FROM composes WHERE id = p_compose FOR NO KEY UPDATE;
  IF NOT FOUND OR v_deleted IS NOT NULL THEN
    RETURN false;
  END IF;
  UPDATE composes SET deleted_at = clock_timestamp() WHERE id = p_compose;
  PERFORM cancel_jobs(ARRAY(SELECT id FROM jobs WHERE compose_id = p_compose));
  RETURN true;
END $$;

-- The same by any of its jobs, for its tenant; answers the compose, null when there is none.
CREATE FUNCTION delete_graph(p_job uuid, p_channel text) RETURNS uuid LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_compose record;
BEGIN
  SELECT * INTO v_compose FROM visible_compose(p_job, p_channel);
  IF v_compose.id IS NULL OR NOT delete_compose(v_compose.id) THEN
    RETURN NULL;
  END IF;
  RETURN v_compose.id;
END $$;

-- Whether a worker that must still be told, or another job, needs this job.
CREATE FUNCTION is_needed(p_job uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = p_job)
    OR EXISTS (SELECT 1 FROM job_dependencies d WHERE d.dependency_id = p_job);
END $$;

-- Hidden composes with something to remove, oldest first.
CREATE FUNCTION sweepable_composes(p_limit integer) RETURNS SETOF uuid LANGUAGE plpgsql ROWS 10
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
DECLARE
  v_compose uuid;
  v_found integer := 0;
  v_jobs uuid[];
BEGIN
  FOR v_compose IN SELECT id FROM composes WHERE deleted_at IS NOT NULL ORDER BY deleted_at LOOP
    EXIT WHEN v_found >= p_limit;
    v_jobs := ARRAY(SELECT id FROM jobs WHERE compose_id = v_compose);
    IF cardinality(v_jobs) = 0 OR EXISTS (SELECT 1 FROM unnest(v_jobs) AS j(id) WHERE NOT is_needed(j.id)) THEN
      v_found := v_found + 1;
      RETURN NEXT v_compose;
    END IF;
  END LOOP;
END $$;

-- Removes the jobs of a hidden compose that nothing needs, dependents before dependencies: not those that a worker
-- still has to be told about (a lease), nor those that a job of another compose depends on. The row of the compose
-- goes with its last job. Answers the removed jobs.
CREATE FUNCTION sweep_compose(p_compose uuid) RETURNS SETOF uuid LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_removed uuid[];
  v_deleted timestamptz;
BEGIN
  SELECT deleted_at INTO v_deleted FROM composes WHERE id = p_compose FOR UPDATE SKIP LOCKED;
  IF v_deleted IS NULL THEN
    RETURN;
  END IF;
  PERFORM 1 FROM jobs WHERE compose_id = p_compose ORDER BY id FOR UPDATE;
  LOOP
    WITH gone AS (
      DELETE FROM jobs WHERE compose_id = p_compose AND NOT is_needed(id) RETURNING id
    )
    SELECT array_agg(id) INTO v_removed FROM gone;
    EXIT WHEN v_removed IS NULL;
    RETURN QUERY SELECT unnest(v_removed);
  END LOOP;
  IF NOT EXISTS (SELECT 1 FROM jobs WHERE compose_id = p_compose) THEN
    DELETE FROM composes WHERE id = p_compose;
  END IF;
END $$;

-- The graph of a job that its tenant can see, in plan order; no row for unknown, foreign and deleted ones alike.
-- It never touches args and results, whose size therefore costs nothing.
CREATE FUNCTION read_graph(p_job uuid, p_channel text) RETURNS TABLE (
  c_id uuid, c_channel text, c_kind text, c_external_id text, c_created_at timestamptz, c_expires_at timestamptz,
  id uuid, compose_id uuid, type text, channel text, state text, attempt integer, failed boolean, outcome jsonb,
  progress jsonb, "position" integer, queued_at timestamptz, ready_at timestamptz, started_at timestamptz,
  finished_at timestamptz, depends_on uuid[]
) LANGUAGE plpgsql ROWS 5 SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
) LANGUAGE plpgsql ROWS 100 SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
