-- What a job does for its compose, decided when the compose is planned. Documents ask for roles, never for types.

ALTER TABLE jobs ADD COLUMN role text;

-- The role of a job that was stored without one, by the release before this one: a type had one role then. Nothing is
-- rewritten for it, whatever the size of the table.
CREATE FUNCTION role_of(p_role text, p_type text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(p_role, CASE split_part(p_type, ':', 1)
    WHEN 'osbuild' THEN 'build'
    WHEN 'image-builder-manifest' THEN 'manifest'
    WHEN 'manifest-id-only' THEN 'manifest'
    WHEN 'bootc-manifest' THEN 'manifest'
    WHEN 'container-resolve' THEN 'resolve'
    WHEN 'ostree-resolve' THEN 'resolve'
    WHEN 'koji-init' THEN 'init'
    WHEN 'koji-finalize' THEN 'finalize'
    WHEN 'aws-ec2-copy' THEN 'copy'
    WHEN 'aws-ec2-share' THEN 'share'
    WHEN 'depsolve' THEN 'solve'
    WHEN 'search-packages' THEN 'search'
  END)
$$;

-- One compose with all its jobs and edges, or nothing: enqueue_graph of 002 with the jobs' roles. That one stays for the
-- release before this one, which serves while this one comes.
CREATE FUNCTION enqueue_compose(
  p_compose uuid, p_channel text, p_kind text, p_request text, p_external_id text,
  p_key text, p_fingerprint text, p_retention interval,
  p_ids uuid[], p_types text[], p_args text[], p_awaited boolean[], p_confidential boolean[],
  p_roles text[],
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
  INSERT INTO jobs (id, compose_id, channel, type, state, position, unmet, dependencies, awaited, confidential, role,
    args, queued_at, ready_at, failed, result, outcome, started_at, finished_at)
  SELECT n.id, p_compose, p_channel, n.type,
    CASE WHEN e.failure IS NOT NULL THEN 'finished' WHEN e.unmet = 0 THEN 'ready' ELSE 'waiting' END,
    n.place - 1, e.unmet, e.dependencies, n.awaited, n.confidential, n.role,
    CASE WHEN e.failure IS NOT NULL AND n.confidential THEN '{}' ELSE n.args END, v_now,
    CASE WHEN e.failure IS NULL AND e.unmet = 0 THEN v_now END,
    e.failure IS NOT NULL, e.failure, e.failure::jsonb,
    CASE WHEN e.failure IS NOT NULL THEN v_now END, CASE WHEN e.failure IS NOT NULL THEN v_now END
  FROM unnest(p_ids, p_types, p_args, p_awaited, p_confidential, p_roles)
    WITH ORDINALITY AS n(id, type, args, awaited, confidential, role, place)
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

-- The compose of a job that its tenant can see, with its jobs in plan order: read_graph of 008 with the jobs' roles. No
-- row for unknown, foreign and deleted ones alike. It never touches args and results, whose size therefore costs nothing.
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
