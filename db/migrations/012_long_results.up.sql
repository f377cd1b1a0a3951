-- Results of more than about a mebibyte are kept in slices: they arrive and leave slice by slice, and nobody needs the
-- whole. A long text in one column is read anew from its start for every part of it, and stands in memory whole on its
-- way in.
SET LOCAL lock_timeout = '10s';

-- A long result on its way in, and once it is kept, the one of its attempt. The result of a finished job is
-- `jobs.result`, or, where that is null, what is kept for the job's token; what was posted and did not fit its type is
-- `jobs.rejected_result`, or what is kept. One that is never kept (its sender went away) is removed after a while.
CREATE TABLE long_results (
  id uuid PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  token uuid NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Set when it is kept.
  bytes bigint,
  slices integer,
  digest bytea,
  CONSTRAINT kept_whole CHECK ((bytes IS NULL) = (slices IS NULL) AND (bytes IS NULL) = (digest IS NULL))
);
CREATE UNIQUE INDEX long_results_kept ON long_results (token) WHERE bytes IS NOT NULL;
CREATE INDEX long_results_by_job ON long_results (job_id);
CREATE INDEX long_results_open ON long_results (begun_at) WHERE bytes IS NULL;

-- Cut between characters. Each is compressed for itself, so reading one costs one.
CREATE TABLE result_slices (
  result_id uuid NOT NULL REFERENCES long_results (id) ON DELETE CASCADE,
  number integer NOT NULL,
  data text NOT NULL,
  PRIMARY KEY (result_id, number)
);

-- Makes room for a long result of a running attempt. False: the attempt is not running.
CREATE FUNCTION begin_long_result(p_id uuid, p_token uuid, p_channel text) RETURNS boolean LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_job uuid;
BEGIN
  SELECT id INTO v_job FROM jobs WHERE token = p_token AND channel = p_channel AND state = 'running';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO long_results (id, job_id, token) VALUES (p_id, v_job, p_token) ON CONFLICT DO NOTHING;
  RETURN true;
END $$;

-- Keeps a long result that is complete: the first one of an attempt, while it runs. Answers `kept`; or whether the one
-- that the attempt has, if any, is the `same` by its digest, or `other`.
CREATE FUNCTION keep_long_result(p_id uuid, p_token uuid, p_bytes bigint, p_slices integer, p_digest bytea)
RETURNS text LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_kept record;
BEGIN
  -- The lock lets one after the other look whether there is one.
  PERFORM 1 FROM jobs WHERE token = p_token AND state = 'running' FOR NO KEY UPDATE;
  IF FOUND THEN
    UPDATE long_results SET bytes = p_bytes, slices = p_slices, digest = p_digest
    WHERE id = p_id AND bytes IS NULL
      AND NOT EXISTS (SELECT 1 FROM long_results r WHERE r.token = p_token AND r.bytes IS NOT NULL);
  END IF;
  SELECT id, digest INTO v_kept FROM long_results WHERE token = p_token AND bytes IS NOT NULL;
  RETURN CASE WHEN v_kept.id = p_id THEN 'kept' WHEN v_kept.digest = p_digest THEN 'same' ELSE 'other' END;
END $$;

-- Where the text of a finished job's result stands, or of what was posted: `whole` up to p_long bytes; the id of the
-- slices; or only the number of bytes, of a long text that was stored by the release before this one.
CREATE FUNCTION find_result(
  p_job uuid, p_posted boolean, p_long integer,
  OUT bytes bigint, OUT whole text, OUT result_id uuid, OUT slices integer
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_job record;
BEGIN
  SELECT j.token, j.state, octet_length(j.result) AS result, octet_length(j.rejected_result) AS rejected INTO v_job
  FROM jobs j WHERE j.id = p_job;
  IF NOT FOUND OR v_job.state <> 'finished' THEN
    RETURN;
  END IF;
  IF v_job.result IS NULL OR (p_posted AND v_job.rejected IS NULL) THEN
    SELECT r.bytes, r.id, r.slices INTO bytes, result_id, slices
    FROM long_results r WHERE r.token = v_job.token AND r.bytes IS NOT NULL;
    IF result_id IS NOT NULL THEN
      RETURN;
    END IF;
  END IF;
  bytes := CASE WHEN p_posted THEN coalesce(v_job.rejected, v_job.result) ELSE v_job.result END;
  IF bytes <= p_long THEN
    SELECT CASE WHEN p_posted THEN coalesce(j.rejected_result, j.result) ELSE j.result END INTO whole
    FROM jobs j WHERE j.id = p_job;
  END IF;
END $$;

-- dependency_results of 003 for this release: a result in slices has its length and no text.
CREATE FUNCTION dependency_texts(p_jobs uuid[], p_long integer)
RETURNS TABLE (job_id uuid, dependency_id uuid, bytes bigint, result text) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  FOREACH job_id IN ARRAY p_jobs LOOP
    FOR dependency_id IN
      SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = dependency_texts.job_id ORDER BY d.position
    LOOP
      SELECT f.bytes, f.whole INTO bytes, result FROM find_result(dependency_id, false, p_long) AS f;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;

-- For the release before this one, which knows no slices: it gets such a result as the one text that it expects.
CREATE OR REPLACE FUNCTION dependency_results(p_jobs uuid[], p_long integer)
RETURNS TABLE (job_id uuid, dependency_id uuid, bytes integer, result text) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  v_slices uuid;
BEGIN
  FOREACH job_id IN ARRAY p_jobs LOOP
    FOR dependency_id IN
      SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = dependency_results.job_id ORDER BY d.position
    LOOP
      SELECT octet_length(j.result), CASE WHEN octet_length(j.result) < p_long THEN j.result END INTO bytes, result
      FROM jobs j WHERE j.id = dependency_results.dependency_id;
      IF bytes IS NULL THEN
        SELECT f.result_id INTO v_slices FROM find_result(dependency_id, false, 0) AS f;
        IF v_slices IS NOT NULL THEN
          bytes := 0;
          SELECT string_agg(s.data, '' ORDER BY s.number) INTO result FROM result_slices s WHERE s.result_id = v_slices;
        END IF;
      END IF;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;
