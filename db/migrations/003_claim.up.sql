-- Hands out up to one job per token, the oldest ready ones of the wanted types: type after type, in the order of
-- their oldest job. Only rows that are taken get locked: a claimer that locked more would hide them from another one,
-- who would go to sleep beside a ready job.
CREATE FUNCTION claim_jobs(p_channel text, p_types text[], p_tokens uuid[], p_workers uuid[])
RETURNS TABLE (
  place integer, id uuid, compose_id uuid, type text, token uuid, attempt integer, args text,
  waited_seconds double precision, has_dependencies boolean
) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_sort = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
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

-- Results of the dependencies of these jobs, in enqueue order: what the jobs get as dynamic args. Of those of p_long
-- bytes and more only the length.
CREATE FUNCTION dependency_results(p_jobs uuid[], p_long integer)
RETURNS TABLE (job_id uuid, dependency_id uuid, bytes integer, result text) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
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

-- The keys that have a ready job: hops from key to key on the index of ready jobs, whatever the backlog.
CREATE FUNCTION ready_keys() RETURNS TABLE (channel text, type text) LANGUAGE plpgsql ROWS 100
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_sort = off SET jit = off AS $$
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
