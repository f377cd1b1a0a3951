-- Hides a compose and cancels what is unfinished of it. False: there is none (any more).
CREATE FUNCTION delete_compose(p_compose uuid) RETURNS boolean LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = p_job)
    OR EXISTS (SELECT 1 FROM job_dependencies d WHERE d.dependency_id = p_job);
END $$;

-- Hidden composes with something to remove, oldest first.
CREATE FUNCTION sweepable_composes(p_limit integer) RETURNS SETOF uuid LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_sort = off SET jit = off AS $$
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
-- still has to be told about (a lease), nor those that a job of another compose depends on. Nothing can begin to need
-- one meanwhile: the cancel waited for every enqueue that had locked a job, and later ones see that the compose is
-- hidden. The row of the compose goes with its last job. Answers the removed jobs.
CREATE FUNCTION sweep_compose(p_compose uuid) RETURNS SETOF uuid LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_removed uuid[];
  v_deleted timestamptz;
BEGIN
  SELECT deleted_at INTO v_deleted FROM composes WHERE id = p_compose FOR UPDATE SKIP LOCKED;
  IF v_deleted IS NULL THEN
    RETURN;
  END IF;
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
