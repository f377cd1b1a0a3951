-- Cancels the unfinished ones of these jobs and everything downstream of those. Level by level: each statement sees
-- the dependents that were enqueued while the one before waited for a lock.
CREATE FUNCTION cancel_jobs(p_ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql
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
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_compose record;
BEGIN
  SELECT * INTO v_compose FROM visible_compose(p_job, p_channel);
  IF v_compose.id IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN ARRAY(SELECT cancel_jobs(ARRAY(SELECT id FROM jobs WHERE compose_id = v_compose.id)));
END $$;
